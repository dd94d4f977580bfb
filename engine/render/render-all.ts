import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Prepared } from '../prepare-run';
import type { OnProgress } from '../report/progress';
import type { TemplateSet } from '../templates/template-set';
import { mayHandOver, type Handover } from './handover';
import type { CompiledFile, JobResult, RenderedFile } from './job';
import { concernedEmits, renderLibrary, type KnownLibrary } from './library';
import { watchLoadedModules } from '../user-code/loaded-modules';
import { runJobs } from './pool';
import { Renderer, type RendererInput } from './renderer';
import { loadTargetTemplates } from './target-templates';
import type { Usage } from './usage';

/** All that rendering gave, staged but not yet in place. */
export interface RenderOutcome {
  readonly rendered: readonly RenderedFile[];
  readonly compiled: readonly CompiledFile[];
  /** What library emits have read of the patterns, by the emit's index, where it can be told. */
  readonly usages: ReadonlyMap<number, Usage>;
  /** In the order of the jobs, then of the library emits. */
  readonly failures: readonly Diagnostic[];
  readonly templates: { readonly total: number; readonly hits: number; readonly durationNs: number };
  /** One line each. */
  readonly notes: readonly string[];
  readonly renderNs: number;
  readonly compileNs: number;
  readonly workers: number;
}

/**
 * The stages templates → render → compile (but for commands) of everything that is due.
 *
 * @param stagingFolder absolute; undefined to learn hashes and failures alone
 * @param known given where library emits are due only if they show what has changed
 */
export async function renderAll(
  prepared: Pick<Prepared, 'settings' | 'inputs' | 'plan'>,
  stagingFolder: string | undefined,
  onProgress?: OnProgress,
  known?: KnownLibrary,
): Promise<RenderOutcome> {
  const { settings, inputs, plan } = prepared;
  const { emitTemplates, modules: files, moduleKey: key } = inputs;
  const input = {
    settings,
    emitTemplates,
    freshCompiles: plan.conditional,
    stagingFolder,
    stagingPrefix: '0-',
    modules: { files, key },
    inputHashes: inputs.hashes,
  };
  const workers = settings.switches.parallelGeneration ? settings.workers : 1;
  const handover = workers === 'auto' ? mayHandOver(input) : undefined;
  handover?.beginWith(plan.jobs);
  try {
    return await renderWith(prepared, input, workers, handover, onProgress, known);
  } finally {
    await handover?.release();
  }
}

async function renderWith(
  { settings, inputs, plan }: Pick<Prepared, 'settings' | 'inputs' | 'plan'>,
  withoutTemplates: Omit<RendererInput, 'templates'>,
  workers: number | 'auto',
  handover: Handover | undefined,
  onProgress?: OnProgress,
  known?: KnownLibrary,
): Promise<RenderOutcome> {
  const began = now();
  const stopOnFailure = settings.onError === 'stop';
  const idle = {
    rendered: [],
    compiled: [],
    usages: new Map<number, Usage>(),
    notes: [],
    renderNs: 0,
    compileNs: 0,
    workers: 1,
  };
  const computedImports = watchLoadedModules(settings.workspaceRoot);
  const templates = await loadTargetTemplates(settings, inputs);
  const templatesNs = now() - began;
  if (Array.isArray(templates)) return { ...idle, failures: templates, templates: none(templatesNs) };
  const counts = { total: templates.templates.length, hits: templates.hits, durationNs: templatesNs };

  const started = now();
  const input = { ...withoutTemplates, templates: templates.templates };
  const renderer = await Renderer.create(input);
  if (Array.isArray(renderer)) return { ...idle, failures: renderer, templates: counts };
  const pool = await runJobs(renderer, input, plan.jobs, workers, stopOnFailure, handover, onProgress);
  const results: JobResult[] = pool.results.filter((result) => result !== undefined);
  const failures = firstOrAll(
    [...results.flatMap((result) => result.failures), ...pool.failures],
    stopOnFailure,
    results,
  );
  let usages = idle.usages as RenderOutcome['usages'];
  const beforeLibrary = { ...renderer.times };
  if (failures.length === 0 && plan.library.length > 0) {
    const { specs } = inputs;
    const emits = known ? await concernedEmits(renderer, specs, plan.library, known) : plan.library;
    const library = await renderLibrary(renderer, specs, emits, stopOnFailure);
    results.push(library);
    failures.push(...library.failures);
    usages = library.usages;
  }
  failures.push(...computedImports(inputs.modules));
  const wall = now() - started;
  const render = pool.times.render + renderer.times.render - beforeLibrary.render;
  const compile = pool.times.compile + renderer.times.compile - beforeLibrary.compile;
  // Threads overlap: each phase gets its share of the time that passed.
  const compileNs = render + compile === 0 ? 0 : (wall * compile) / (render + compile);
  return {
    rendered: results.flatMap((result) => result.rendered),
    compiled: results.flatMap((result) => result.compiled),
    usages,
    failures,
    templates: counts,
    notes: [...notesOf(templates), ...pool.notes],
    renderNs: wall - compileNs,
    compileNs,
    workers: pool.workers,
  };
}

/** With `stop`, what the first failing job said: the same whatever the number of threads. */
function firstOrAll(all: Diagnostic[], stopOnFailure: boolean, results: readonly JobResult[]): Diagnostic[] {
  // A transformer that is missing is missed by every file.
  if (!stopOnFailure) return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  return [...(results.find((result) => result.failures.length > 0)?.failures ?? all)];
}

function notesOf({ damaged, cacheProblem }: TemplateSet): string[] {
  return [
    ...(damaged > 0 ? [`template cache: ${damaged} damaged ${damaged === 1 ? 'entry' : 'entries'} compiled anew`] : []),
    ...(cacheProblem === undefined ? [] : [`template cache: off, its folder cannot be written (${cacheProblem})`]),
  ];
}

function none(durationNs: number): RenderOutcome['templates'] {
  return { total: 0, hits: 0, durationNs };
}

function now(): number {
  return Number(process.hrtime.bigint());
}
