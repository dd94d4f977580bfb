import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { installedBase } from './base';
import { run, runOrThrow, type ProcessResult } from './process';

export interface WorkspaceOptions {
  /** Files by path; an object is written as JSON. */
  readonly files?: Readonly<Record<string, string | object>>;
  /** Options of the plugin in nx.json. */
  readonly plugin?: Readonly<Record<string, unknown>>;
  /** True if nx.json names the plugin of records, too. */
  readonly records?: boolean;
  /** More of nx.json. */
  readonly nxJson?: Readonly<Record<string, unknown>>;
  /** Another version of Nx than this repository's. */
  readonly nx?: string;
  /** The version of @nx/devkit, where it is not that of Nx. */
  readonly devkit?: string;
  /** True if Nx runs each plugin in a process of its own, as is its default; in one process, a command takes half as long. */
  readonly isolatesPlugins?: boolean;
  /** Packages that it has besides, by name and version. */
  readonly packages?: Readonly<Record<string, string>>;
  /** The program of another version of Node, for Nx and for all that it starts. */
  readonly node?: string;
  /** The name of the workspace's folder. */
  readonly folder?: string;
}

/** What one Nx command came to; colours are taken out of the texts. */
export interface NxResult extends ProcessResult {
  /** stdout and stderr in one. */
  readonly output: string;
  /** Each task of the run with how it got its result, by Nx's own lines; needs a run with several tasks. */
  readonly tasks: Readonly<Record<string, 'ran' | 'cached'>>;
}

/** A real Nx workspace in a temporary folder, with the packed package installed. */
export class Workspace {
  constructor(
    readonly root: string,
    private readonly nodePath: string = process.execPath,
    private readonly isolatesPlugins = false,
  ) {}

  write(path: string, content: string | object): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    // In one step, so that `watch` never sees it half written, and never through a file of node_modules: those are
    // hard links, shared with other workspaces.
    const beside = `${this.root}.writing`;
    writeFileSync(beside, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
    renameSync(beside, file);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Puts another text in the first place of one that the file must have. */
  edit(path: string, from: string, to: string): void {
    const text = this.read(path);
    if (!text.includes(from)) throw new Error(`${path} does not have ${JSON.stringify(from)}`);
    this.write(
      path,
      text.replace(from, () => to),
    );
  }

  exists(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** The names in a folder. */
  list(path: string): string[] {
    return readdirSync(join(this.root, path));
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }

  /** Runs Nx; a failing command is a result, not an error. */
  async nx(args: readonly string[], env: NodeJS.ProcessEnv = {}, timeoutMs = 120_000): Promise<NxResult> {
    const { bin } = JSON.parse(this.read('node_modules/nx/package.json')) as { bin: { nx: string } };
    const program = join(this.root, 'node_modules', 'nx', bin.nx);
    const options = { cwd: this.root, env: { ...this.env(), ...env }, timeoutMs };
    const result = await run(this.nodePath, [program, ...args], options);
    const [stdout, stderr] = [plain(result.stdout), plain(result.stderr)];
    const output = `${stdout}${stderr}`;
    return { code: result.code, stdout, stderr, output, tasks: tasksIn(output) };
  }

  /** Runs the package's own command line. */
  async cli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ProcessResult> {
    const program = join(this.root, 'node_modules', 'nx-workflow', 'bin', 'nx-workflow.js');
    return run(this.nodePath, [program, ...args], { cwd: this.root, env: { ...this.env(), ...env } });
  }

  /** Runs a line as a person types it, in the workspace's folder; `npx` finds what is installed there. */
  async shell(line: string, env: NodeJS.ProcessEnv = {}, timeoutMs = 240_000): Promise<ProcessResult> {
    const options = { cwd: this.root, env: { ...this.env(), ...env }, timeoutMs };
    const { code, stdout, stderr } = await run('bash', ['-c', line], options);
    return { code, stdout: plain(stdout), stderr: plain(stderr) };
  }

  /** The same of a line that does not end by itself, in a process group of its own. */
  startShell(line: string, env: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
    return spawn('bash', ['-c', line], { cwd: this.root, env: { ...this.env(), ...env }, detached: true });
  }

  /** Runs a script of the workspace with Node. */
  async script(file: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<ProcessResult> {
    const options = { cwd: this.root, env: { ...this.env(), ...env }, timeoutMs: 900_000 };
    return run(process.execPath, [join(this.root, file), ...args], options);
  }

  /** The same of a command that does not end by itself. */
  startCli(
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
    nodeArgs: readonly string[] = [],
  ): ChildProcessWithoutNullStreams {
    const program = join(this.root, 'node_modules', 'nx-workflow', 'bin', 'nx-workflow.js');
    return spawn(this.nodePath, [...nodeArgs, program, ...args], { cwd: this.root, env: { ...this.env(), ...env } });
  }

  /** Runs Node itself in the workspace's folder. */
  async node(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ProcessResult> {
    return run(this.nodePath, args, { cwd: this.root, env: { ...this.env(), ...env }, timeoutMs: 600_000 });
  }

  async git(args: readonly string[]): Promise<string> {
    const identity = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.com'];
    return runOrThrow('git', [...identity, ...args], { cwd: this.root });
  }

  /** The run records so far, the oldest first. */
  runs(): Record<string, unknown>[] {
    const folder = 'node_modules/.cache/nx-workflow/runs';
    if (!this.exists(folder)) return [];
    const names = readdirSync(join(this.root, folder)).sort();
    return names.map((name) => JSON.parse(this.read(`${folder}/${name}`)) as Record<string, unknown>);
  }

  dispose(): void {
    rmSync(dirname(this.root), { recursive: true, force: true, maxRetries: 3 });
  }

  /** Nothing of the machine's Nx, of an outer Nx or of jest gets in; the cache is this workspace's own. */
  private env(): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(([key]) => !/^(NX_|JEST_|npm_|NODE_OPTIONS|FORCE_COLOR)/.test(key));
    return {
      ...Object.fromEntries(kept),
      PATH: `${dirname(this.nodePath)}${delimiter}${process.env['PATH'] ?? ''}`,
      NX_CACHE_DIRECTORY: join(this.root, '.nx', 'cache'),
      NX_WORKSPACE_DATA_DIRECTORY: join(this.root, '.nx', 'workspace-data'),
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      NX_TUI: 'false',
      NX_ISOLATE_PLUGINS: String(this.isolatesPlugins),
      NX_DEFAULT_OUTPUT_STYLE: 'static',
      NODE_ENV: 'production',
      NO_COLOR: '1',
      CI: 'true',
    };
  }
}

/** Makes a workspace; dispose of it when the test is over. */
export async function createWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const base = await installedBase(options.nx, options.devkit, options.packages);
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-e2e-')));
  const workspace = new Workspace(join(parent, options.folder ?? 'workspace'), options.node, options.isolatesPlugins);
  mkdirSync(workspace.root);
  await linkOrCopy(join(base, 'node_modules'), join(workspace.root, 'node_modules'));
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(base, file), join(workspace.root, file));
  workspace.write('nx.json', {
    plugins: [
      { plugin: 'nx-workflow', options: options.plugin ?? {} },
      ...(options.records ? ['nx-workflow/records'] : []),
    ],
    analytics: false,
    ...options.nxJson,
  });
  workspace.write('.gitignore', 'node_modules\n.nx\nbuild\n');
  for (const [path, content] of Object.entries(options.files ?? {})) workspace.write(path, content);
  await workspace.git(['init', '-q', '-b', 'main']);
  await workspace.git(['add', '-A']);
  await workspace.git(['commit', '-q', '-m', 'start']);
  return workspace;
}

/** Copies a folder as hard links where the file system has them: real files for Node and Nx, at no cost. */
export async function linkOrCopy(from: string, to: string, leftOut?: string): Promise<void> {
  const names = readdirSync(from).filter((name) => name !== leftOut);
  mkdirSync(to);
  const linked = await run('cp', ['-al', ...names, to], { cwd: from }).catch(() => undefined);
  if (linked?.code === 0) return;
  rmSync(to, { recursive: true, force: true });
  for (const name of names) cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
}

function plain(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}

function tasksIn(output: string): Record<string, 'ran' | 'cached'> {
  const found: Record<string, 'ran' | 'cached'> = {};
  for (const [, task = '', rest = ''] of output.matchAll(/^> nx run (\S+)(.*)$/gm)) {
    found[task] = /\[(local cache|remote cache|existing outputs match)/.test(rest) ? 'cached' : 'ran';
  }
  return found;
}
