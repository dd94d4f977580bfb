import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Manifest } from '../graph/manifest';
import type { CodegenOptions } from '../options';
import type { RunReport } from '../report/report';
import type { TargetOutcome } from '../../executors/codegen/run-target';
import type { TargetContext } from '../../executors/codegen/target-context';
import { Driver } from './driver';
import { windowsNode } from './windows-node';

const REPOSITORY = resolve(__dirname, '../..');
export const MANIFEST = '.codegen-manifest.json';

/** The outcome of a run, with the counts of its log. */
export interface Run extends TargetOutcome {
  /** `fresh/rendered/pruned` of generation, then `fresh/compiled/pruned` of compilation. */
  readonly counts: string;
  /** The output without times. */
  readonly log: string;
}

export interface RunChanges {
  readonly env?: Readonly<Record<string, string>>;
  readonly umask?: number;
  readonly context?: Partial<TargetContext>;
  /** Nx's hash of the task. */
  readonly taskHash?: string;
  /** Runs in a new process, without loaded workspace modules. */
  readonly newProcess?: boolean;
}

let shared: Driver | undefined;

/** Ends the process that all workspaces of a test file share; to be called in `afterAll`. */
export async function endDriver(): Promise<void> {
  await shared?.kill('SIGTERM');
  shared = undefined;
}

/** A workspace in a temporary folder, with its own state folder next to it. */
export class Workspace {
  readonly root: string;
  readonly state: string;

  constructor(
    readonly options: CodegenOptions,
    files: Readonly<Record<string, string>>,
    private readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-'))),
  ) {
    this.root = join(folder, 'workspace');
    this.state = join(folder, 'state');
    this.write({ 'package.json': '{}', ...files });
    mkdirSync(join(this.root, 'node_modules'), { recursive: true });
    const modules = join(REPOSITORY, 'node_modules');
    const forBoth = windowsNode()?.modules;
    this.link('typescript', modules);
    this.link('oxc-transform', forBoth ?? modules);
    // Wine does not resolve linked folders, so dependencies of a package have to lie next to it.
    if (forBoth !== undefined) this.link('@oxc-transform', forBoth);
  }

  get output(): string {
    return join(this.root, this.options.outputDir);
  }

  write(files: Readonly<Record<string, string | Buffer>>): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Links a package from another node_modules folder. */
  link(name: string, modules: string): void {
    symlinkSync(join(modules, name), join(this.root, 'node_modules', name));
  }

  /** Replaces a text in a file; throws if it is missing. */
  edit(path: string, from: string, to: string): void {
    const text = this.read(path);
    if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
    this.write({ [path]: text.replace(from, to) });
  }

  remove(...paths: readonly string[]): void {
    for (const path of paths) rmSync(join(this.root, path), { recursive: true, force: true });
  }

  /**
   * All files of the output folder with their bytes; empty folders end with a slash. Undefined if the folder does not
   * exist.
   */
  outputs(): Record<string, string> | undefined {
    return snapshot(this.output);
  }

  manifest(): Manifest {
    return JSON.parse(readFileSync(join(this.output, MANIFEST), 'utf8')) as Manifest;
  }

  async run(options: Partial<CodegenOptions> = {}, changes: RunChanges = {}): Promise<Run> {
    const driver = changes.newProcess ? new Driver() : (shared ??= new Driver());
    try {
      return await this.runIn(driver, options, changes);
    } finally {
      if (changes.newProcess) await driver.kill('SIGTERM');
    }
  }

  /** Runs and throws with the output if the run fails. */
  async succeed(options: Partial<CodegenOptions> = {}, changes: RunChanges = {}): Promise<Run> {
    const run = await this.run(options, changes);
    if (!run.success) throw new Error(run.output);
    return run;
  }

  async runIn(driver: Driver, options: Partial<CodegenOptions> = {}, changes: RunChanges = {}): Promise<Run> {
    const outcome = await driver.run({
      options: { ...this.options, ...options },
      context: { root: this.root, projectName: 'demo', ...changes.context } as TargetContext,
      env: { NX_WORKFLOW_CACHE_DIR: this.state, NX_WORKFLOW_WORKERS: '', ...changes.env },
      ...(changes.umask === undefined ? {} : { umask: changes.umask }),
      ...(changes.taskHash === undefined ? {} : { taskHash: changes.taskHash }),
    });
    return { ...outcome, counts: countsOf(outcome.report), log: withoutTimes(outcome.output) };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** All files in a folder with their bytes as text; empty folders end with a slash. */
export function snapshot(folder: string): Record<string, string> | undefined {
  if (!lstatSync(folder, { throwIfNoEntry: false })) return undefined;
  const found: Record<string, string> = {};
  const visit = (relative: string): void => {
    const entries = readdirSync(join(folder, relative), { withFileTypes: true });
    if (entries.length === 0 && relative !== '') found[`${relative}/`] = '';
    for (const entry of entries) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (entry.isSymbolicLink()) found[path] = 'a link';
      else found[path] = entry.isFile() ? readFileSync(join(folder, path), 'latin1') : 'no file';
    }
  };
  visit('');
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function withoutTimes(output: string): string {
  return output.replace(/\d+\.\d ms/g, '_ ms');
}

function countsOf(report: RunReport | undefined): string {
  if (!report) return 'none';
  const { generation, compilation } = report;
  return [
    [generation.fresh, generation.rendered, generation.pruned].join('/'),
    [compilation.fresh, compilation.compiled, compilation.pruned].join('/'),
  ].join(' ');
}
