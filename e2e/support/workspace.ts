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
  /** True if nx.json also lists the plugin of records. */
  readonly records?: boolean;
  /** More of nx.json. */
  readonly nxJson?: Readonly<Record<string, unknown>>;
  /** Another version of Nx than this repository's. */
  readonly nx?: string;
  /** The version of @nx/devkit, if it differs from that of Nx. */
  readonly devkit?: string;
  /** True if Nx runs each plugin in a process of its own, which is its default; otherwise a command takes half as long. */
  readonly isolatesPlugins?: boolean;
  /** Versions of additional packages by name. */
  readonly packages?: Readonly<Record<string, string>>;
  /** The binary of another version of Node, for Nx and its child processes. */
  readonly node?: string;
  /** The name of the workspace's folder. */
  readonly folder?: string;
}

/** The result of one Nx command; texts are without colours. */
export interface NxResult extends ProcessResult {
  /** stdout and stderr combined. */
  readonly output: string;
  /** The status of each task, from Nx's own lines; needs a run with several tasks. */
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
    // Atomically, so that `watch` never sees a half-written file, and never in place, because files of node_modules are
    // hard links that are shared with other workspaces.
    const beside = `${this.root}.writing`;
    writeFileSync(beside, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
    renameSync(beside, file);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Replaces the first occurrence of a text that the file must contain. */
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

  /** Runs a shell line in the workspace's folder, where `npx` finds the installed packages. */
  async shell(line: string, env: NodeJS.ProcessEnv = {}, timeoutMs = 240_000): Promise<ProcessResult> {
    const options = { cwd: this.root, env: { ...this.env(), ...env }, timeoutMs };
    const { code, stdout, stderr } = await run('bash', ['-c', line], options);
    return { code, stdout: plain(stdout), stderr: plain(stderr) };
  }

  /** The same for a line that does not end by itself, in a process group of its own. */
  startShell(line: string, env: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
    return spawn('bash', ['-c', line], { cwd: this.root, env: { ...this.env(), ...env }, detached: true });
  }

  /** Runs a script of the workspace with Node. */
  async script(file: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<ProcessResult> {
    const options = { cwd: this.root, env: { ...this.env(), ...env }, timeoutMs: 900_000 };
    return run(process.execPath, [join(this.root, file), ...args], options);
  }

  /** The same for a command that does not end by itself. */
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

  /** The environment without variables of the machine's Nx, an outer Nx or jest, and with a separate cache. */
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

/** Creates a workspace; dispose of it after the test. */
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
