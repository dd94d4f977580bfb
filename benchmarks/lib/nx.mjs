// @ts-check
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyTree } from './installed.mjs';
import { cleanEnvironment, run, runNode } from './process.mjs';

/** A real Nx workspace with the packed package, its own cache, and a daemon that is stopped at the end. */
export class NxWorkspace {
  #hasDaemon = false;

  /** @param {import('./bench.mjs').Bench} bench @param {string} folder */
  constructor(bench, folder) {
    this.bench = bench;
    this.folder = folder;
  }

  /**
   * @param {import('./bench.mjs').Bench} bench @param {string} name
   * @param {{ files: Readonly<Record<string, string | object>>, plugins: readonly string[] }} options
   */
  static async create(bench, name, { files, plugins }) {
    const installed = await bench.installed();
    const folder = bench.scratch.folder(name);
    await copyTree(join(installed, 'node_modules'), join(folder, 'node_modules'));
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(installed, file), join(folder, file));
    const workspace = new NxWorkspace(bench, folder);
    workspace.write('nx.json', { ...(plugins.length > 0 ? { plugins } : {}), analytics: false });
    workspace.write('.gitignore', 'node_modules\n.nx\n.state\nbuild\nout\n');
    for (const [path, content] of Object.entries(files)) workspace.write(path, content);
    await commitAll(folder);
    return workspace;
  }

  /** @param {string} path @param {string | object} content an object is written as JSON */
  write(path, content) {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }

  /** @param {readonly string[]} args @param {{ daemon: boolean }} options */
  async nx(args, { daemon }) {
    if (daemon && !this.#hasDaemon) {
      this.#hasDaemon = true;
      this.bench.scratch.onEnd(async () => void (await this.#run(['daemon', '--stop'], true)));
    }
    return this.#run(args, daemon);
  }

  /** @param {readonly string[]} args @param {boolean} daemon */
  #run(args, daemon) {
    const { bin } = JSON.parse(readFileSync(join(this.folder, 'node_modules', 'nx', 'package.json'), 'utf8'));
    return runNode([join(this.folder, 'node_modules', 'nx', bin.nx), ...args], {
      cwd: this.folder,
      env: this.#variables(daemon),
    });
  }

  /** The environment of a process in this workspace. @param {boolean} daemon */
  environment(daemon) {
    return { ...cleanEnvironment(), ...this.#variables(daemon) };
  }

  /** @param {boolean} daemon */
  #variables(daemon) {
    return {
      NX_CACHE_DIRECTORY: join(this.folder, '.nx', 'cache'),
      NX_WORKSPACE_DATA_DIRECTORY: join(this.folder, '.nx', 'workspace-data'),
      NX_WORKFLOW_CACHE_DIR: join(this.folder, '.state'),
      NX_DAEMON: String(daemon),
      NX_NO_CLOUD: 'true',
      NX_TUI: 'false',
      NX_DEFAULT_OUTPUT_STYLE: 'static',
    };
  }
}

/** Task runners get the list of files from git. @param {string} folder */
export async function commitAll(folder) {
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com'];
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '-A'],
    [...identity, 'commit', '-q', '-m', 'start'],
  ]) {
    await run('git', args, { cwd: folder });
  }
}
