import { isDeepStrictEqual } from 'node:util';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { GroupUnit } from './groups';
import type { RunGraph } from './run-graph';
import { loadGraph } from './load-graph';
import { loadInputsOf } from './load-sources';

/** The parts of a graph that concern source files. */
type Sources = Pick<RunGraph, 'settings' | 'inputs' | 'hashInput' | 'loads'>;

/**
 * Loads the source files that the run renders from. If one yields other data than recorded although nothing that it
 * depends on has changed, the graph is loaded again with the new data.
 */
export async function withSourceData(graph: RunGraph): Promise<RunGraph | Diagnostic[]> {
  const loaded = await loadUnloaded(graph, neededSources(graph));
  if (loaded.problems.length > 0) return [...loaded.problems];
  if (loaded.others.length === 0) return graph;
  const { settings, declared, loads, isRedone } = graph;
  const again = await loadGraph(settings, declared, { loads, isRedone });
  return Array.isArray(again) ? again : withSourceData(again);
}

/** Loads the source files of groups that turned out to be due; returns the problems. */
export async function loadSourcesOf(graph: Sources, groups: readonly GroupUnit[]): Promise<Diagnostic[]> {
  const sources = new Set(groups.map(({ source }) => source));
  const all = [...graph.inputs.sources.entries.keys()];
  return loadOthers(graph, sources.has(null) ? all : all.filter((path) => sources.has(path)));
}

export function loadAllSources(graph: Sources): Promise<Diagnostic[]> {
  return loadOthers(graph, [...graph.inputs.sources.entries.keys()]);
}

async function loadOthers(graph: Sources, paths: readonly string[]): Promise<Diagnostic[]> {
  const { problems, others } = await loadUnloaded(graph, paths);
  return [...problems, ...others.map(otherData)];
}

/** Source files of patterns and groups that may be rendered; all of them if a library file is due. */
function neededSources({ inputs, plan }: Pick<RunGraph, 'inputs' | 'plan'>): string[] {
  const groups = plan.groups.due.map(({ source }) => source);
  if (groups.includes(null)) return [...inputs.sources.entries.keys()];
  const specs = plan.jobs.flatMap((job) => (job.kind === 'pattern' ? [job.spec] : []));
  const ofPatterns = [...specs, ...plan.duePatterns].map((spec) => inputs.items.get(spec)?.source);
  const needed = new Set<string | null | undefined>([...groups, ...ofPatterns]);
  return [...inputs.sources.entries.keys()].filter((path) => needed.has(path));
}

/** @returns `others`: files whose data differs from the graph's */
async function loadUnloaded(
  { settings, inputs, hashInput, loads }: Sources,
  paths: readonly string[],
): Promise<{ readonly problems: readonly Diagnostic[]; readonly others: readonly string[] }> {
  const { entries } = inputs.sources;
  const missing = paths.filter((path) => !loads.get(path) && Object.keys(entries.get(path)?.items ?? {}).length > 0);
  const problems = await loads.load(missing, loadInputsOf(settings, inputs, hashInput));
  const others = missing.filter((path) => {
    const [now, before] = [loads.get(path)?.entry, entries.get(path)];
    return now?.data !== before?.data || !isDeepStrictEqual(now?.items, before?.items);
  });
  return { problems, others };
}

function otherData(path: string): Diagnostic {
  return {
    severity: 'error',
    code: 'load',
    message:
      'the module of the option "load" gives other data for this file than before, and nothing that it was seen to read has changed',
    file: path,
    hint: 'give the same for the same file; or run once with the switch "incrementalCompilation" off',
  };
}
