import type { Diagnostic } from '../../diagnostics/diagnostic';
import { TemplateRuntime } from '../templates/template-runtime';
import type { FunctionTemplate } from '../templates/function-template';
import type { CompiledTemplate } from '../templates/compiled-template';
import {
  emitText,
  patternNames,
  patternSubject,
  sourceSubject,
  type Emitted,
  type PatternNames,
  type Subject,
} from './emit-text';
import { libraryFailure } from './failures';
import { EmitStage, type DraftedJob, type EmitStageInput, type EmitStageJob } from './emit-stage';
import { loadedPattern, type Job, type JobResult, type PatternJob, type ThreadTimes } from './job';
import { groupText } from './group-text';
import type { GroupUnit } from '../graph/groups';
import { loadModule, type ModuleExports, type ModuleFiles } from '../user-code/load-module';
import type { Items } from '../sources/item';
import { Documents } from '../sources/source-file';
import { loadFunctions } from './load-functions';
import { loadPattern, type PatternData, type Prepare } from '../sources/pattern-data';
import { loadChecks, type Checks } from '../sources/checks';
import { FormatStage } from '../format/format-stage';
import type { FormatterLeaves } from '../format/formatter';
import { CodeWatch } from '../user-code/code-watch';
import { NO_READS, type ObservedReads } from '../user-code/observed-reads';
import type { Usage } from './usage';

/** Everything that a thread needs to run jobs. Plain data. */
export interface RendererInput extends EmitStageInput {
  readonly templates: readonly CompiledTemplate[];
  readonly functions: readonly FunctionTemplate[];
  readonly modules: ModuleFiles;
  readonly format: FormatterLeaves;
  /** Key over the shared dependencies of all patterns' data. */
  readonly dataKey: string;
  /** Hashes of the inputs according to the plan, by path relative to the workspace. */
  readonly inputHashes: Readonly<Record<string, string>>;
  readonly items: Items;
  /** Data of the source files by path, if a load module reads them; undefined if they are parsed. */
  readonly loaded: ReadonlyMap<string, unknown> | undefined;
}

/** Extras for tracing template lines. Not plain data. */
export interface Tracing {
  /** Helpers in addition to the user's. */
  readonly helpers: Readonly<Record<string, unknown>>;
  /** Called with every text and its path in the output folder. */
  readonly onText: (path: string, text: string) => void;
}

type Drafted = DraftedJob['parts'][number];

type PrepareLibrary = (data: unknown[], about: PatternNames[]) => unknown;

/** The result of a group, with its usage of the patterns if it could be observed. */
export interface GroupJobResult extends JobResult {
  readonly usage?: Usage;
}

/** Turns jobs into staged files, in one thread. Created once per run and thread, so that modules load once. */
export class Renderer {
  private renderNs = 0;
  private readonly emitStage: EmitStage;
  private readonly formatStage: FormatStage | undefined;

  private constructor(
    private readonly input: RendererInput,
    private readonly runtime: TemplateRuntime,
    private readonly prepare: Prepare | undefined,
    private readonly prepareLibrary: PrepareLibrary | undefined,
    private readonly checks: Checks,
    private readonly watch: CodeWatch | undefined,
    private readonly documents: Documents,
    tracing: Tracing | undefined,
  ) {
    this.emitStage = new EmitStage(input, tracing?.onText);
    this.formatStage = input.settings.format && new FormatStage(input, watch);
  }

  get times(): ThreadTimes {
    return { render: this.renderNs, compile: this.emitStage.compileNs };
  }

  /** Reads of user code in this thread. */
  get reads(): ObservedReads {
    return this.watch?.reads() ?? NO_READS;
  }

  /**
   * Loads helpers, prepare module, function templates and schemas; returns the problems if one of them does not load.
   *
   * @param documents source files that this thread has parsed
   */
  static async create(
    input: RendererInput,
    documents: Documents = new Documents(input.settings.workspaceRoot, input.loaded),
    tracing?: Tracing,
  ): Promise<Renderer | Diagnostic[]> {
    const { settings } = input;
    const watch =
      input.modules.files.length > 0 || input.format.hasCode
        ? CodeWatch.of(settings.workspaceRoot, input.modules.files, input.modules.key)
        : undefined;
    const load = async (path: string | undefined, option: string): Promise<ModuleExports | Diagnostic> =>
      path === undefined ? {} : loadModule(settings.workspaceRoot, path, option, input.modules);
    const helpers = await load(settings.helpers, 'helpers');
    if (isDiagnostic(helpers)) return [helpers];
    const prepare = await load(settings.prepare, 'prepare');
    if (isDiagnostic(prepare)) return [prepare];
    if (settings.prepare !== undefined && typeof prepare['default'] !== 'function') {
      const message = 'the default export of the option "prepare" is not a function';
      return [
        {
          severity: 'error',
          code: 'module',
          message,
          file: settings.prepare,
          hint: 'export (spec, { path, name, read }) => data',
        },
      ];
    }
    const checks = loadChecks(settings, input.inputHashes);
    if (Array.isArray(checks)) return checks;
    const theirs = (helpers['default'] ?? {}) as Record<string, unknown>;
    const functions = await loadFunctions(settings.workspaceRoot, input.functions, input.modules);
    if (!Array.isArray(functions)) return [functions];
    const all = { ...theirs, ...tracing?.helpers };
    const runtime = new TemplateRuntime(input.templates, all, settings.builtinHelpers, functions);
    return new Renderer(
      input,
      runtime,
      prepare['default'] as Prepare | undefined,
      prepare['library'] as PrepareLibrary | undefined,
      checks,
      watch,
      documents,
      tracing,
    );
  }

  async run(job: Job): Promise<JobResult> {
    const [done] = await this.formatBatch([await this.render(job)]);
    return this.finish(done!);
  }

  /**
   * Runs the part of a job that needs the user's templates and modules. Formats the texts too, if they are formatted
   * one by one.
   */
  async render(job: Job): Promise<EmitStageJob> {
    if (job.kind !== 'pattern') return job;
    const started = now();
    const pattern = await this.load(job.spec);
    const drafted = Array.isArray(pattern)
      ? { kind: 'drafted' as const, patterns: [], parts: pattern }
      : this.renderPattern(job, pattern);
    const [formatted] = this.formatStage?.formatsOneByOne ? await this.formatStage.format([drafted]) : [drafted];
    this.renderNs += now() - started;
    return formatted!;
  }

  /** True if rendered jobs are formatted together. */
  get formatsInBatches(): boolean {
    return this.formatStage?.formatsOneByOne === false;
  }

  /** Formats rendered jobs together; a no-op if they are formatted one by one. */
  async formatBatch(jobs: readonly EmitStageJob[]): Promise<readonly EmitStageJob[]> {
    if (!this.formatStage || !this.formatsInBatches) return jobs;
    const started = now();
    const formatted = await this.formatStage.format(jobs);
    this.renderNs += now() - started;
    return formatted;
  }

  private renderPattern({ emits, ifDataChanged, before }: PatternJob, pattern: PatternData): DraftedJob {
    const isSame = pattern.isPlain && pattern.hash === before;
    const due = isSame ? emits : [...emits, ...ifDataChanged].sort((a, b) => a - b);
    const kept = isSame ? ifDataChanged : [];
    const subject = patternSubject(pattern, this.runtime);
    return {
      kind: 'drafted',
      patterns: [loadedPattern(pattern, isSame, kept)],
      parts: due.map((index) => this.draft(index, this.emit(index, pattern.data, subject), subject)),
    };
  }

  /** Runs the part of a job that needs no user code. */
  finish(job: EmitStageJob): JobResult {
    return this.emitStage.finish(job);
  }

  /** Renders one emit over the patterns of a group. */
  async runGroup({ emit, source }: GroupUnit, patterns: readonly PatternData[]): Promise<GroupJobResult> {
    const started = now();
    const subject = source === null ? null : this.sourceSubject(source);
    const { made, usage } =
      source === null && this.prepareLibrary
        ? { made: await this.preparedLibrary(this.prepareLibrary, emit, patterns) }
        : this.watched(() => groupText(this.input, this.runtime, emit, patterns, subject));
    const rendered: EmitStageJob = { kind: 'drafted', patterns: [], parts: [this.draft(emit, made, subject)] };
    const [formatted] = (await this.formatStage?.format([rendered])) ?? [rendered];
    this.renderNs += now() - started;
    const result = this.finish(formatted!);
    return { ...result, ...(usage ? { usage } : {}) };
  }

  private sourceSubject(path: string): Subject {
    const document = this.documents.read(path, this.input.inputHashes[path] ?? '');
    // Cannot fail: its patterns were just parsed from these bytes.
    return sourceSubject(path, Array.isArray(document) ? undefined : document.data, this.runtime);
  }

  /** Renders an emit over the data that the export `library` returns. */
  private async preparedLibrary(
    prepare: PrepareLibrary,
    index: number,
    patterns: readonly PatternData[],
  ): Promise<Emitted> {
    const { settings } = this.input;
    const about = patterns.map(patternNames);
    const all = patterns.map((one) => one.data);
    let data: unknown;
    try {
      data = await this.watched(() => prepare(all, about));
    } catch (error) {
      return libraryFailure(error, settings.prepare ?? '', settings.workspaceRoot);
    }
    // The returned data may contain the pattern objects.
    return this.runtime.withPatterns(all, about, () => this.emit(index, data, null));
  }

  /** Loads, validates and prepares one pattern. */
  load(id: string): Promise<PatternData | Diagnostic[]> {
    const { inputHashes, items, dataKey } = this.input;
    const { settings } = this.input;
    const { checks, prepare, documents } = this;
    const observed: Prepare | undefined = prepare && ((spec, about) => this.watched(() => prepare(spec, about)));
    return loadPattern(id, { documents, settings, inputHashes, items, checks, prepare: observed, dataKey });
  }

  private emit(index: number, data: unknown, subject: Subject | null): Emitted {
    return this.watched(() => emitText(this.input, this.runtime, index, data, subject));
  }

  /** Runs work that may call user code, and observes its reads. */
  private watched<T>(work: () => T): T {
    return this.watch ? this.watch.run(work) : work();
  }

  private draft(index: number, made: Emitted, subject: Subject | null): Drafted {
    return 'severity' in made ? made : { ...made, emit: index, pattern: subject?.id ?? null };
  }
}

function isDiagnostic(value: object): value is Diagnostic {
  return 'severity' in value && 'code' in value && 'message' in value;
}

function now(): number {
  return Number(process.hrtime.bigint());
}
