import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { RunGraph } from '../graph/run-graph';
import type { PatternData } from '../sources/pattern-data';
import { loadedPattern, type JobResult, type LoadedPattern } from './job';
import type { LibraryJobResult, Renderer } from './renderer';
import { answersAlike, type Usage } from './usage';

export interface LibraryResult extends JobResult {
  /** What each emit has read of the patterns, by its index, where it can be told. */
  readonly usages: ReadonlyMap<number, Usage>;
}

/** Renders the emits that are made from all patterns; the data of each pattern is read once for all of them. */
export async function renderLibrary(
  renderer: Renderer,
  specs: readonly string[],
  emits: readonly number[],
  stopOnFailure: boolean,
): Promise<LibraryResult> {
  const patterns: PatternData[] = [];
  const failures: Diagnostic[] = [];
  const usages = new Map<number, Usage>();
  for (const spec of emits.length === 0 ? [] : specs) {
    if (stopOnFailure && failures.length > 0) break;
    const pattern = await renderer.load(spec);
    if (Array.isArray(pattern)) failures.push(...pattern);
    else patterns.push(pattern);
  }
  const loaded = patterns.map((pattern) => loadedPattern(pattern, false));
  if (failures.length > 0) return { patterns: loaded, rendered: [], compiled: [], failures, usages };
  const results: LibraryJobResult[] = [];
  for (const emit of emits) {
    if (stopOnFailure && results.some((result) => result.failures.length > 0)) break;
    const result = await renderer.runLibrary(emit, patterns);
    results.push(result);
    if (result.usage) usages.set(emit, result.usage);
  }
  return {
    patterns: loaded,
    rendered: results.flatMap((result) => result.rendered),
    compiled: results.flatMap((result) => result.compiled),
    failures: results.flatMap((result) => result.failures),
    usages,
  };
}

/** Library emits: those to render, and those whose files stand. */
export interface LibraryChoice {
  readonly due: readonly number[];
  readonly kept: readonly number[];
  /** The patterns that were loaded to find out. */
  readonly patterns: readonly LoadedPattern[];
}

/**
 * Decides which library emits to render, once it is known which patterns' data has changed. A file stands where no data
 * has, and where what its last rendering read of the changed patterns is what it would read today: see {@link Usage}.
 *
 * @param loaded by spec: the patterns that jobs have loaded
 * @param usages what each emit read of the patterns then, by its index, where that is known
 */
export async function chooseLibrary(
  renderer: Renderer,
  { plan, inputs, facts }: Pick<RunGraph, 'plan' | 'inputs' | 'facts'>,
  loaded: ReadonlyMap<string, LoadedPattern>,
  usages: ReadonlyMap<number, Usage>,
): Promise<LibraryChoice> {
  const { due, ifDataChanged } = plan.library;
  if (ifDataChanged.length === 0) return { due, kept: [], patterns: [] };
  const all = { due: [...due, ...ifDataChanged].sort((a, b) => a - b), kept: [], patterns: [] };
  const patterns: LoadedPattern[] = [];
  const changed: { readonly at: number; readonly data: unknown }[] = [];
  for (const spec of plan.duePatterns) {
    if (loaded.get(spec)?.isSame) continue;
    const pattern = await renderer.load(spec);
    // Rendering loads it again, and says what is wrong.
    if (Array.isArray(pattern)) return all;
    const isSame = pattern.isPlain && pattern.hash === facts.patternsBefore[spec]?.data;
    if (!loaded.has(spec)) patterns.push(loadedPattern(pattern, isSame));
    if (!isSame) changed.push({ at: inputs.specs.indexOf(spec), data: pattern.data });
  }
  const kept = ifDataChanged.filter((emit) => {
    const usage = usages.get(emit);
    return changed.every(({ at, data }) => usage !== undefined && answersAlike(usage, at, data));
  });
  return { due: all.due.filter((emit) => !kept.includes(emit)), kept, patterns };
}
