import type { Diagnostic } from '../../diagnostics/diagnostic';
import { membersOf, type GroupUnit } from '../graph/groups';
import { moduleFiles } from '../graph/inputs';
import type { RunGraph } from '../graph/run-graph';
import { loadSourcesOf } from '../graph/source-data';
import type { OnProgress } from '../report/progress';
import type { TemplateSet } from '../templates/template-set';
import { offloadQueueFor, type OffloadQueue } from './offload-queue';
import type { CompiledFile, JobResult, LoadedPattern, RenderedFile, SkippedFile } from './job';
import { chooseGroups, renderGroups } from './groups';
import { watchLoadedModules } from '../user-code/loaded-modules';
import { mergeReads, NO_READS, type ObservedReads } from '../user-code/observed-reads';
import { runJobs } from './run-jobs';
import { earlyThreads } from './thread-cost';
import { warmThreads } from './thread-pool';
import { Renderer, type RendererInput } from './renderer';
import { loadTargetTemplates } from './target-templates';
import type { Usage } from './usage';

/** The result of rendering: files are staged but not yet in place. */
export interface RenderOutcome {
  readonly rendered: readonly RenderedFile[];
  readonly skipped: readonly SkippedFile[];
  readonly compiled: readonly CompiledFile[];
  /** Patterns whose data was loaded. */
  readonly patterns: readonly LoadedPattern[];
  /** Groups whose files are up to date although data may have changed. */
  readonly keptGroups: readonly GroupUnit[];
  /** Usages of patterns by group key, as far as they could be observed. */
  readonly usages: ReadonlyMap<string, Usage>;
  /** Reads of user code. */
  readonly reads: ObservedReads;
  /** In order of the jobs, then of the groups. */
  readonly failures: readonly Diagnostic[];
  readonly templates: { readonly total: number; readonly hits: number; readonly durationNs: number };
  /** One line each. */
  readonly notes: readonly string[];
  readonly renderNs: number;
  readonly compileNs: number;
  readonly workers: number;
}

/**
 * Runs the stages templates → render → compile (without commands) for everything that is due.
 *
 * @param stagingFolder absolute; undefined to get hashes and failures only
 * @param usages recorded usages of patterns by group key
 */
export async function renderAll(
  graph: RenderGraph,
  stagingFolder: string | undefined,
  usages: ReadonlyMap<string, Usage>,
  onProgress?: OnProgress,
): Promise<RenderOutcome> {
  const { settings, inputs, plan, loads } = graph;
  const { emitTemplates } = inputs;
  const input = {
    settings,
    emitTemplates,
    freshParts: plan.conditional,
    stagingFolder,
    stagingPrefix: '0-',
    modules: moduleFiles(inputs),
    dataKey: inputs.keys.data,
    format: { ...inputs.format, key: inputs.keys.format, versions: inputs.tools },
    inputHashes: inputs.hashes,
    items: inputs.items,
    loaded: settings.load === undefined ? undefined : loads.data,
  };
  const workers = settings.switches.parallelGeneration ? settings.workers : 1;
  const offload = workers === 'auto' ? offloadQueueFor(input, plan.jobs.length) : undefined;
  if (workers === 'auto' && !offload) warmThreads(input, earlyThreads(plan.jobs.length));
  try {
    return await renderWith(graph, input, workers, offload, usages, onProgress);
  } finally {
    await offload?.release();
  }
}

async function renderWith(
  graph: RenderGraph,
  withoutTemplates: Omit<RendererInput, 'templates' | 'functions'>,
  workers: number | 'auto',
  offload: OffloadQueue | undefined,
  usagesBefore: ReadonlyMap<string, Usage>,
  onProgress?: OnProgress,
): Promise<RenderOutcome> {
  const { settings, inputs, plan, loads } = graph;
  const began = now();
  const stopOnFailure = settings.onError === 'stop';
  const idle = {
    rendered: [],
    skipped: [],
    compiled: [],
    patterns: [],
    keptGroups: [],
    reads: NO_READS,
    usages: new Map<string, Usage>(),
    notes: [],
    renderNs: 0,
    compileNs: 0,
    workers: 1,
  };
  const computedImports = watchLoadedModules(settings.workspaceRoot);
  const templates = await loadTargetTemplates(settings, inputs);
  const templatesNs = now() - began;
  if (Array.isArray(templates)) return { ...idle, failures: templates, templates: noTemplates(templatesNs) };
  const counts = { total: templates.templates.length, hits: templates.hits, durationNs: templatesNs };

  const started = now();
  const input = { ...withoutTemplates, templates: templates.templates, functions: templates.functions };
  const renderer = await Renderer.create(input, loads.documents);
  if (Array.isArray(renderer)) return { ...idle, failures: renderer, templates: counts };
  const pool = await runJobs(renderer, input, plan.jobs, workers, stopOnFailure, offload, onProgress);
  const results: JobResult[] = pool.results.filter((result) => result !== undefined);
  const failures = failuresToReport(
    [...results.flatMap((result) => result.failures), ...pool.failures],
    stopOnFailure,
    results,
  );
  let usages = idle.usages as RenderOutcome['usages'];
  const beforeGroups = { ...renderer.times };
  const patterns = new Map(results.flatMap((result) => result.patterns.map((one) => [one.spec, one] as const)));
  let keptGroups = idle.keptGroups as readonly GroupUnit[];
  if (failures.length === 0) {
    const choice = await chooseGroups(renderer, graph, patterns, usagesBefore);
    // Up-to-date files need no data, so sources are loaded only now.
    if (settings.load !== undefined) failures.push(...(await loadSourcesOf(graph, choice.due)));
    const due = failures.length > 0 ? [] : choice.due;
    const groups = await renderGroups(renderer, membersOf(inputs), due, stopOnFailure);
    for (const one of [...choice.patterns, ...groups.patterns])
      if (!patterns.has(one.spec)) patterns.set(one.spec, one);
    results.push(groups);
    failures.push(...groups.failures);
    ({ usages } = groups);
    keptGroups = choice.kept;
  }
  failures.push(...computedImports(inputs.modules));
  const wall = now() - started;
  const render = pool.times.render + renderer.times.render - beforeGroups.render;
  const compile = pool.times.compile + renderer.times.compile - beforeGroups.compile;
  // Threads overlap, so each phase gets its share of the elapsed time.
  const compileNs = render + compile === 0 ? 0 : (wall * compile) / (render + compile);
  return {
    rendered: results.flatMap((result) => result.rendered),
    skipped: results.flatMap((result) => result.skipped),
    compiled: results.flatMap((result) => result.compiled),
    patterns: [...patterns.values()],
    keptGroups,
    reads: mergeReads([renderer.reads, pool.reads]),
    usages,
    failures,
    templates: counts,
    notes: [...notesOf(templates), ...pool.notes],
    renderNs: wall - compileNs,
    compileNs,
    workers: pool.workers,
  };
}

/** The parts of a graph that rendering needs. */
export type RenderGraph = Pick<RunGraph, 'settings' | 'inputs' | 'plan' | 'facts' | 'loads' | 'hashInput'>;

/** With `stop`, the failures of the first failing job, which is the same for any number of threads. */
function failuresToReport(all: Diagnostic[], stopOnFailure: boolean, results: readonly JobResult[]): Diagnostic[] {
  // Deduplicated: a missing transformer, for example, is reported for every file.
  if (!stopOnFailure) return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  return [...(results.find((result) => result.failures.length > 0)?.failures ?? all)];
}

function notesOf({ damaged, cacheProblem }: TemplateSet): string[] {
  return [
    ...(damaged > 0
      ? [`template cache: ${damaged} damaged ${damaged === 1 ? 'entry' : 'entries'} compiled again`]
      : []),
    ...(cacheProblem === undefined ? [] : [`template cache: off, its folder cannot be written (${cacheProblem})`]),
  ];
}

function noTemplates(durationNs: number): RenderOutcome['templates'] {
  return { total: 0, hits: 0, durationNs };
}

function now(): number {
  return Number(process.hrtime.bigint());
}
