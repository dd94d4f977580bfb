import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../../diagnostics/diagnostic';
import { sha256 } from '../../../state/hash';
import { fileProblem, isFileError } from '../file-problem';
import { FileCompiler } from '../compile/file-compiler';
import { typescriptCompilersFor } from '../plan/compilers-for';
import type { Settings } from '../settings';
import { TemplateRuntime } from '../templates/template-runtime';
import type { CompiledTemplate } from '../templates/template-set';
import type { CompiledFile, FreshCompiles, Job, JobResult, RenderedFile, StagedFile, ThreadTimes } from './job';
import { loadModule, type ModuleExports, type ModuleFiles } from './load-module';
import { emitText, type EmittedText } from './emit-text';
import { libraryFailure } from './failures';
import { libraryText } from './library-text';
import { loadPattern, type PatternData, type Prepare } from './pattern-data';
import { loadSchema, type SchemaCheck } from './schema-check';
import type { Usage } from './usage';

/** All that a thread needs to work on jobs; plain data. */
export interface RendererInput {
  readonly settings: Settings;
  /** Path of each emit's template, relative to the workspace; by the emit's index. */
  readonly emitTemplates: readonly string[];
  readonly templates: readonly CompiledTemplate[];
  readonly modules: ModuleFiles;
  /** sha256 by path, relative to the workspace: what the plan took the run's inputs to be. */
  readonly inputHashes: Readonly<Record<string, string>>;
  readonly freshCompiles: FreshCompiles;
  /** Absolute path of an existing folder on the same file system as the output folder; undefined: nothing is written. */
  readonly stagingFolder: string | undefined;
  /** Begins the names of this thread's staged files; no other thread has it. */
  readonly stagingPrefix: string;
}

/** What only who looks at templates adds; no plain data. */
export interface Tracing {
  /** Helpers that the templates call beside the user's. */
  readonly helpers: Readonly<Record<string, unknown>>;
  /** Told of every text, with the path of its file in the output folder. */
  readonly onText: (path: string, text: string) => void;
}

type PrepareLibrary = (data: unknown[], about: { path: string; name: string }[]) => unknown;

/** A library file, and what of the patterns it shows; without that where it cannot be told. */
export interface LibraryJobResult extends JobResult {
  readonly usage?: Usage;
}

/** A job's result while it is worked on. */
interface WorkResult {
  readonly rendered: RenderedFile[];
  readonly compiled: CompiledFile[];
  readonly failures: Diagnostic[];
}

/** Turns jobs into staged files, in one thread. Made once per run and thread: modules load once. */
export class Renderer {
  readonly times: ThreadTimes = { render: 0, compile: 0 };
  private readonly compiler: FileCompiler;
  private counter = 0;

  private constructor(
    private readonly input: RendererInput,
    private readonly runtime: TemplateRuntime,
    private readonly prepare: Prepare | undefined,
    private readonly prepareLibrary: PrepareLibrary | undefined,
    private readonly check: SchemaCheck | undefined,
    private readonly tracing: Tracing | undefined,
  ) {
    this.compiler = new FileCompiler(input.settings);
  }

  /** Loads helpers, prepare module and schema; a list of what is wrong where one of them does not load. */
  static async create(input: RendererInput, tracing?: Tracing): Promise<Renderer | Diagnostic[]> {
    const { settings } = input;
    const load = async (path: string | undefined, option: string): Promise<ModuleExports | Diagnostic> =>
      path === undefined ? {} : loadModule(settings.workspaceRoot, path, option, input.modules);
    const helpers = await load(settings.helpers, 'helpers');
    if (isDiagnostic(helpers)) return [helpers];
    const prepare = await load(settings.prepare, 'prepare');
    if (isDiagnostic(prepare)) return [prepare];
    if (settings.prepare !== undefined && typeof prepare['default'] !== 'function') {
      const message = 'the default export of the option "prepare" is no function';
      return [
        {
          severity: 'error',
          code: 'module',
          message,
          file: settings.prepare,
          hint: 'export (spec, { path, name }) => data',
        },
      ];
    }
    const check = settings.schema === undefined ? undefined : loadSchema(settings.workspaceRoot, settings.schema);
    if (Array.isArray(check)) return check;
    const theirs = (helpers['default'] ?? {}) as Record<string, unknown>;
    const runtime = new TemplateRuntime(input.templates, { ...theirs, ...tracing?.helpers });
    return new Renderer(
      input,
      runtime,
      prepare['default'] as Prepare | undefined,
      prepare['library'] as PrepareLibrary | undefined,
      check,
      tracing,
    );
  }

  async run(job: Job): Promise<JobResult> {
    return this.orRefused(() => this.work(job));
  }

  /** Renders one emit over all patterns. */
  async runLibrary(index: number, patterns: readonly PatternData[]): Promise<LibraryJobResult> {
    return this.orRefused(() => this.workOnLibrary(index, patterns));
  }

  /** A file that the system refuses is a failure of the job that needs it. */
  private async orRefused<T>(work: () => Promise<T>): Promise<T | JobResult> {
    try {
      return await work();
    } catch (error) {
      if (!isFileError(error)) throw error;
      return { rendered: [], compiled: [], failures: [fileProblem(error, this.input.settings)] };
    }
  }

  private async work(job: Job): Promise<JobResult> {
    const result: WorkResult = { rendered: [], compiled: [], failures: [] };
    if (job.kind === 'compile') {
      const path = join(this.input.settings.workspaceRoot, this.input.settings.outputDir, job.source);
      this.compile(job.source, readFileSync(path, 'utf8'), job.compilers, null, undefined, result);
      return result;
    }
    const started = now();
    const pattern = await this.load(job.spec);
    this.times.render += now() - started;
    if (Array.isArray(pattern)) return { ...result, failures: pattern };
    for (const index of job.emits) this.emit(index, pattern.data, pattern, result);
    return result;
  }

  private async workOnLibrary(index: number, patterns: readonly PatternData[]): Promise<LibraryJobResult> {
    const result: WorkResult = { rendered: [], compiled: [], failures: [] };
    const started = now();
    const { made, usage } = this.prepareLibrary
      ? { made: await this.preparedLibrary(this.prepareLibrary, index, patterns) }
      : libraryText(this.input, this.runtime, index, patterns);
    this.times.render += now() - started;
    this.keep(made, index, null, result);
    return { ...result, ...(usage ? { usage } : {}) };
  }

  /** Of data that the user's code has made of the list. */
  private async preparedLibrary(
    prepare: PrepareLibrary,
    index: number,
    patterns: readonly PatternData[],
  ): Promise<EmittedText | Diagnostic> {
    const { settings } = this.input;
    const about = patterns.map(({ path, name }) => ({ path, name }));
    let data: unknown;
    try {
      data = await prepare(
        patterns.map((one) => one.data),
        about,
      );
    } catch (error) {
      return libraryFailure(error, settings.prepare ?? '', settings.workspaceRoot);
    }
    return emitText(this.input, this.runtime, index, data, null);
  }

  /** Reads, checks and prepares one pattern. */
  load(path: string): Promise<PatternData | Diagnostic[]> {
    const { settings, inputHashes } = this.input;
    const { check, prepare } = this;
    return loadPattern(path, { workspaceRoot: settings.workspaceRoot, inputHashes, check, prepare });
  }

  private emit(index: number, data: unknown, pattern: PatternData | null, result: WorkResult): void {
    const started = now();
    const made = emitText(this.input, this.runtime, index, data, pattern);
    this.times.render += now() - started;
    this.keep(made, index, pattern, result);
  }

  /** Stages what an emit gave, with what is compiled of it. */
  private keep(made: EmittedText | Diagnostic, index: number, pattern: PatternData | null, result: WorkResult): void {
    if ('severity' in made) {
      result.failures.push(made);
      return;
    }
    const { settings, emitTemplates, freshCompiles } = this.input;
    const { path, text, partials } = made;
    const file = { ...this.stage(path, text), emit: index, pattern: pattern?.path ?? null, partials };
    const fresh = freshCompiles.get(path);
    const skip = fresh?.sha256 === file.sha256 ? fresh.compilers : [];
    const compilers = typescriptCompilersFor(settings, path).filter((one) => !skip.includes(one));
    const compiling = { compiled: [] as CompiledFile[], failures: [] as Diagnostic[] };
    this.compile(path, text, compilers, emitTemplates[index]!, pattern ?? undefined, compiling);
    result.failures.push(...compiling.failures);
    // A file that does not compile is not kept: it and its compiled files belong together.
    if (compiling.failures.length > 0) return;
    result.rendered.push(file);
    result.compiled.push(...compiling.compiled);
  }

  private compile(
    source: string,
    text: string,
    compilers: readonly number[],
    template: string | null,
    pattern: PatternData | undefined,
    result: { compiled: CompiledFile[]; failures: Diagnostic[] },
  ): void {
    if (compilers.length === 0) return;
    const started = now();
    const madeBy = template === null ? '' : `${template}${pattern ? ` from ${pattern.path}` : ''}`;
    for (const compiler of compilers) {
      for (const one of this.compiler.compile(compiler, source, text, madeBy)) {
        if ('path' in one) result.compiled.push({ ...this.stage(one.path, one.text), compiler, source });
        else result.failures.push(one);
      }
    }
    this.times.compile += now() - started;
  }

  private stage(path: string, text: string): StagedFile {
    const { stagingFolder, stagingPrefix } = this.input;
    const staged = stagingFolder === undefined ? '' : join(stagingFolder, `${stagingPrefix}${this.counter++}`);
    // Node writes a text and hashes it without making an object of its bytes.
    if (staged !== '') writeFileSync(staged, text);
    this.tracing?.onText(path, text);
    return { path, staged, sha256: sha256(text), size: Buffer.byteLength(text) };
  }
}

function isDiagnostic(value: object): value is Diagnostic {
  return 'severity' in value && 'code' in value && 'message' in value;
}

function now(): number {
  return Number(process.hrtime.bigint());
}
