import type { Diagnostic } from '../../../diagnostics/diagnostic';
import type { Prepared } from '../prepare-run';
import type { OnProgress } from '../report/progress';
import { loadTemplates, type TemplateSet } from '../templates/template-set';
import type { CompiledFile, JobResult, RenderedFile } from './job';
import { renderLibrary } from './library';
import { loadModule, type ModuleFiles } from './load-module';
import { watchLoadedModules } from './loaded-modules';
import { runJobs } from './pool';
import { Renderer } from './renderer';

/** All that rendering gave, staged but not yet in place. */
export interface RenderOutcome {
  readonly rendered: readonly RenderedFile[];
  readonly compiled: readonly CompiledFile[];
  /** In the order of the jobs, then of the library emits. */
  readonly failures: readonly Diagnostic[];
  readonly templates: { readonly total: number; readonly hits: number; readonly durationNs: number };
  /** One line each. */
  readonly notes: readonly string[];
  readonly renderNs: number;
  readonly compileNs: number;
  readonly workers: number;
}

/** The stages templates → render → compile (but for commands) of everything that is due. */
export async function renderAll(
  { settings, inputs, plan }: Prepared,
  stagingFolder: string,
  onProgress?: OnProgress,
): Promise<RenderOutcome> {
  const began = now();
  const stopOnFailure = settings.onError === 'stop';
  const idle = { rendered: [], compiled: [], notes: [], renderNs: 0, compileNs: 0, workers: 1 };
  const computedImports = watchLoadedModules(settings.workspaceRoot);
  const modules = { files: inputs.modules, key: inputs.moduleKey };
  const helperNames = await namesOfHelpers(settings.workspaceRoot, settings.helpers, modules);
  if (!Array.isArray(helperNames)) return { ...idle, failures: [helperNames], templates: none(now() - began) };
  const templates = loadTemplates(settings, {
    templates: [...new Set(inputs.emitTemplates)],
    partials: inputs.partials,
    paths: settings.emits.map(({ to }) => to),
    helperNames,
    handlebarsVersion: inputs.tools['handlebars'] ?? '',
    inputHashes: inputs.hashes,
  });
  const templatesNs = now() - began;
  if (Array.isArray(templates)) return { ...idle, failures: templates, templates: none(templatesNs) };
  const counts = { total: templates.templates.length, hits: templates.hits, durationNs: templatesNs };

  const started = now();
  const input = {
    settings,
    emitTemplates: inputs.emitTemplates,
    templates: templates.templates,
    modules,
    inputHashes: inputs.hashes,
    freshCompiles: plan.conditional,
    stagingFolder,
    stagingPrefix: '0-',
  };
  const renderer = await Renderer.create(input);
  if (Array.isArray(renderer)) return { ...idle, failures: renderer, templates: counts };
  const workers = settings.switches.parallelGeneration ? settings.workers : 1;
  const pool = await runJobs(renderer, input, plan.jobs, workers, stopOnFailure, onProgress);
  const results: JobResult[] = pool.results.filter((result) => result !== undefined);
  const failures = firstOrAll(
    results.flatMap((result) => result.failures),
    stopOnFailure,
    results,
  );
  const beforeLibrary = { ...renderer.times };
  if (failures.length === 0 && plan.library.length > 0) {
    const library = await renderLibrary(renderer, inputs.specs, plan.library, stopOnFailure);
    results.push(library);
    failures.push(...library.failures);
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
    failures,
    templates: counts,
    notes: notesOf(templates),
    renderNs: wall - compileNs,
    compileNs,
    workers: pool.workers,
  };
}

/** With `stop`, what the first failing job said: the same whatever the number of threads. */
function firstOrAll(all: Diagnostic[], stopOnFailure: boolean, results: readonly JobResult[]): Diagnostic[] {
  // A transformer that is missing is missed by every file.
  if (!stopOnFailure) return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  return [...(results.find((result) => result.failures.length > 0)?.failures ?? [])];
}

/** The names that the module of helpers exports; loads it. */
export async function namesOfHelpers(
  workspaceRoot: string,
  path: string | undefined,
  modules: ModuleFiles,
): Promise<string[] | Diagnostic> {
  if (path === undefined) return [];
  const loaded = await loadModule(workspaceRoot, path, 'helpers', modules);
  if ('severity' in loaded) return loaded as Diagnostic;
  const helpers = loaded['default'];
  const names = typeof helpers === 'object' && helpers !== null ? Object.keys(helpers) : [];
  const wrong = names.find((name) => typeof (helpers as Record<string, unknown>)[name] !== 'function');
  if (typeof helpers !== 'object' || helpers === null || wrong !== undefined) {
    const message =
      wrong === undefined
        ? 'the default export of the option "helpers" is no object'
        : `the helper "${wrong}" is no function`;
    return { severity: 'error', code: 'module', message, file: path, hint: 'export an object of functions by name' };
  }
  return names;
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
