import type { Diagnostic } from '../../diagnostics/diagnostic';
import { changedWhileReading, lateFailures } from '../render/failures';
import type { Settings } from '../settings';
import { loadSource, type Load, type LoadedSource } from '../sources/load-source';
import { Documents, readSourceBytes } from '../sources/source-file';
import { CodeWatch } from '../user-code/code-watch';
import { flushRejections, watchLateErrors } from '../user-code/late-errors';
import { loadModule, type ModuleFiles } from '../user-code/load-module';
import { watchLoadedModules } from '../user-code/loaded-modules';
import { readNames } from '../user-code/read-names';
import { Reader } from '../user-code/reader';
import type { DeclaredInputs } from './declared-inputs';
import { givenReads } from './given-reads';
import { undeclaredCodeReads } from './undeclared-code-reads';

/** The inputs of loading. */
export interface LoadInputs {
  readonly modules: ModuleFiles;
  /** Expected sha256 of the source files, by path. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly fingerprintOf: (path: string) => string;
  /** sha256 of a file of the workspace. */
  readonly hashInput: (path: string) => string | undefined;
}

/**
 * The source files that this run has parsed or loaded. The load module runs in the main thread, one file at a time: its
 * result may depend on earlier calls, and all threads have to work with the same data.
 */
export class SourceLoads {
  private readonly loaded = new Map<string, LoadedSource>();
  private readonly asked = new Set<string>();
  private watch: CodeWatch | undefined;
  /** Loaded data by path. */
  readonly data = new Map<string, unknown>();
  readonly documents: Documents;

  constructor(
    private readonly settings: Settings,
    private readonly declared: DeclaredInputs | undefined,
  ) {
    this.documents = new Documents(settings.workspaceRoot, settings.load === undefined ? undefined : this.data);
  }

  get(path: string): LoadedSource | undefined {
    return this.loaded.get(path);
  }

  /** Names of everything that the module was seen to read or asked for through `read`, also if that failed. */
  readNames(): string[] {
    const observed = this.watch ? readNames(this.watch.reads()) : [];
    return [...observed, ...[...this.asked].map((path) => `file ${path}`)];
  }

  /** Loads files; returns the problems. */
  async load(paths: readonly string[], inputs: LoadInputs): Promise<Diagnostic[]> {
    if (paths.length === 0 || this.settings.load === undefined) return [];
    const computedImports = watchLoadedModules(this.settings.workspaceRoot);
    const late = watchLateErrors();
    let problems: Diagnostic[];
    try {
      problems = await this.loadAll(paths, inputs);
    } finally {
      await flushRejections();
      late.stop();
    }
    return [...problems, ...lateFailures(late.problems(), this.settings), ...computedImports(inputs.modules.files)];
  }

  private async loadAll(paths: readonly string[], inputs: LoadInputs): Promise<Diagnostic[]> {
    const { workspaceRoot, load: module = '', onError } = this.settings;
    const { modules } = inputs;
    this.watch = CodeWatch.of(workspaceRoot, modules.files, modules.key);
    const exports = await loadModule(workspaceRoot, module, 'load', modules);
    if ('severity' in exports) return [exports as Diagnostic];
    if (typeof exports['default'] !== 'function') return [notAFunction(module)];
    const problems: Diagnostic[] = [];
    for (const path of paths) {
      problems.push(...(await this.loadOne(path, exports['default'] as Load, inputs)));
      if (problems.length > 0 && onError === 'stop') break;
    }
    return problems;
  }

  private async loadOne(path: string, load: Load, inputs: LoadInputs): Promise<readonly Diagnostic[]> {
    const { settings, declared } = this;
    const { workspaceRoot, items } = settings;
    const bytes = readSourceBytes(workspaceRoot, path, inputs.hashes[path] ?? '');
    if (Array.isArray(bytes)) return bytes;
    const reader = new Reader(settings, path);
    const watched: Load = (source, tools) => this.watch?.run(() => load(source, tools));
    const fingerprint = inputs.fingerprintOf(path);
    const found = await loadSource(path, bytes, { workspaceRoot, items, load: watched, reader, fingerprint });
    for (const one of reader.asked) this.asked.add(one);
    const undeclared = undeclaredCodeReads(settings, inputs.modules.files, declared, givenReads(reader.given));
    if (Array.isArray(found)) return [...found, ...undeclared];
    const changed = reader.given.find((one) => inputs.hashInput(one.path) !== one.sha256);
    if (changed) return [changedWhileReading(changed.path)];
    if (undeclared.length > 0) return undeclared;
    this.loaded.set(path, found);
    this.data.set(path, found.data);
    return [];
  }
}

function notAFunction(file: string): Diagnostic {
  const message = 'the default export of the option "load" is not a function';
  return { severity: 'error', code: 'module', message, file, hint: 'export (source, { read }) => data' };
}
