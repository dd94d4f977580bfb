import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { run, type ProcessResult } from './process';

const REPOSITORY = resolve(__dirname, '../..');

/** This repository as a fresh clone, with installed packages and built `dist`; Nx stores its state inside. */
export class RepositoryClone {
  constructor(readonly root: string) {
    mkdirSync(root, { recursive: true });
    const files = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: REPOSITORY });
    for (const file of files.toString().split('\0').filter(Boolean)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      cpSync(join(REPOSITORY, file), join(root, file));
    }
    cpSync(join(REPOSITORY, 'dist'), join(root, 'dist'), { recursive: true });
    execFileSync('cp', ['-al', join(REPOSITORY, 'node_modules'), join(root, 'node_modules')]);
    execFileSync('git', ['init', '-q'], { cwd: root });
  }

  async nx(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ProcessResult> {
    const manifest = readFileSync(join(this.root, 'node_modules/nx/package.json'), 'utf8');
    const { bin } = JSON.parse(manifest) as { bin: { nx: string } };
    return this.node([join('node_modules/nx', bin.nx), ...args], env);
  }

  /** The command line of the clone. */
  async cli(args: readonly string[]): Promise<ProcessResult> {
    return this.node(['bin/nx-workflow.js', ...args], {});
  }

  private node(args: readonly string[], more: NodeJS.ProcessEnv): Promise<ProcessResult> {
    const kept = Object.entries(process.env).filter(([key]) => !/^(NX_|JEST_|npm_|NODE_OPTIONS|FORCE_COLOR)/.test(key));
    const env = {
      ...Object.fromEntries(kept),
      NX_CACHE_DIRECTORY: join(this.root, '.nx', 'cache'),
      NX_WORKSPACE_DATA_DIRECTORY: join(this.root, '.nx', 'workspace-data'),
      NX_WORKFLOW_CACHE_DIR: join(this.root, '.nx', 'state'),
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      NX_TUI: 'false',
      NO_COLOR: '1',
      ...more,
    };
    return run(process.execPath, args, { cwd: this.root, timeoutMs: 1_200_000, env });
  }
}
