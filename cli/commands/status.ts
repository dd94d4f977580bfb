import { relative } from 'node:path';
import { loadGraph } from '../../engine/graph/load-graph';
import { isUpToDate } from '../../engine/graph/up-to-date';
import { ownedFiles } from '../../engine/output/owned';
import { strayFiles } from '../../engine/output/stray';
import { readUse } from '../../engine/templates/cache-use';
import { TEMPLATE_CACHE_LIMIT, TemplateCache } from '../../engine/templates/template-cache';
import { renderDiagnostics } from '../../diagnostics/render';
import { MAX_KEPT_CHECKS, keptChecks } from '../../engine/typecheck/kept-checks';
import { stateFolder } from '../../state/folder';
import { FindingsError, type Command, type Invocation } from '../command';
import { codegenTargets } from '../task/named-target';
import { taskToRun } from '../task/task-to-run';
import { loadProjectGraph } from '../workspace';

/** The state of one codegen target on disk. */
interface TargetStatus {
  readonly target: string;
  readonly outputDir: string | null;
  readonly manifest: 'ok' | 'missing' | 'damaged' | 'unknown';
  readonly files: number;
  readonly upToDate: boolean;
  readonly problem: string | null;
}

export const status: Command = {
  name: 'status',
  argument: '',
  summary: 'show the template cache and the state of all codegen targets',
  help: `The template cache: its folder, entries and size, and over all runs since it was made its hits, misses and
the time that hits saved (hits times the mean cost of compiling a template). The stored state of type checks. Then
each codegen target: its manifest, its files, and whether a run would change anything. Writes nothing.`,
  options: [],
  async run(invocation) {
    const folder = stateFolder(invocation.workspaceRoot, invocation.env);
    const cache = new TemplateCache(folder);
    const entries = cache.entries();
    const use = readUse(cache.folder);
    const mean = use.misses === 0 ? 0 : use.compileNs / use.misses;
    const templates = {
      folder: relative(invocation.workspaceRoot, cache.folder).replaceAll('\\', '/'),
      entries: entries.length,
      limit: TEMPLATE_CACHE_LIMIT,
      bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
      hits: use.hits,
      misses: use.misses,
      savedMs: Math.round((use.hits * mean) / 1e4) / 100,
    };
    const checks = keptChecks(folder);
    const typechecks = {
      entries: checks.length,
      limit: MAX_KEPT_CHECKS,
      bytes: checks.reduce((sum, { bytes }) => sum + bytes, 0),
    };
    const graph = await loadProjectGraph(invocation.workspaceRoot);
    const targets: TargetStatus[] = [];
    for (const id of codegenTargets(graph)) targets.push(await statusOf(graph, id, invocation));
    const text = [
      `template cache: ${templates.folder}`,
      `  ${templates.entries} of at most ${templates.limit} entries, ${(templates.bytes / 1024).toFixed(1)} KiB`,
      `  ${templates.hits} hits, ${templates.misses} misses, ${templates.savedMs} ms saved`,
      `type checks: ${checks.length} of at most ${MAX_KEPT_CHECKS} kept, ${(typechecks.bytes / 1024).toFixed(1)} KiB`,
      `codegen targets: ${targets.length}`,
      ...targets.map(describe),
    ].join('\n');
    return { code: 0, text, json: { templateCache: templates, typechecks, targets } };
  },
};

async function statusOf(
  graph: Parameters<typeof taskToRun>[0],
  id: string,
  invocation: Invocation,
): Promise<TargetStatus> {
  const unknown = { target: id, outputDir: null, manifest: 'unknown', files: 0, upToDate: false } as const;
  try {
    const { settings, declared } = taskToRun(graph, id, invocation);
    const prepared = await loadGraph(settings, declared, { mayLoad: false });
    if (Array.isArray(prepared))
      return { ...unknown, outputDir: settings.outputDir, problem: renderDiagnostics(prepared) };
    const { state } = prepared.reading;
    const strays = state === 'ok' ? strayFiles(prepared, ownedFiles(prepared)) : [];
    const { files = {}, compiled = {} } = prepared.manifest ?? {};
    return {
      target: id,
      outputDir: settings.outputDir,
      manifest: state === 'lost' ? 'damaged' : state,
      files: Object.keys(files).length + Object.keys(compiled).length,
      upToDate: strays.length === 0 && isUpToDate(prepared),
      problem: strays.length === 0 ? null : renderDiagnostics(strays),
    };
  } catch (error) {
    if (error instanceof FindingsError) return { ...unknown, problem: renderDiagnostics(error.diagnostics) };
    throw error;
  }
}

function describe({ target, manifest, files, upToDate, problem }: TargetStatus): string {
  if (problem !== null) return `  ${target}: ${problem.replaceAll('\n', '\n    ')}`;
  if (manifest !== 'ok') return `  ${target}: manifest ${manifest}`;
  return `  ${target}: ${files} ${files === 1 ? 'file' : 'files'}, ${upToDate ? 'up to date' : 'due'}`;
}
