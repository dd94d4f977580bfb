import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { JobResult } from './job';
import type { PatternData } from '../sources/pattern-data';
import type { LibraryJobResult, Renderer } from './renderer';
import { answersAlike, type Usage } from './usage';

export interface LibraryResult extends JobResult {
  /** What each emit has read of the patterns, by its index, where it can be told. */
  readonly usages: ReadonlyMap<number, Usage>;
}

/** What is known of a run in which some specs have changed since, and nothing else. */
export interface KnownLibrary {
  readonly changed: readonly string[];
  /** What each emit read of the patterns then, by its index, where that is known. */
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
  if (failures.length > 0) return { rendered: [], compiled: [], failures, usages };
  const results: LibraryJobResult[] = [];
  for (const emit of emits) {
    if (stopOnFailure && results.some((result) => result.failures.length > 0)) break;
    const result = await renderer.runLibrary(emit, patterns);
    results.push(result);
    if (result.usage) usages.set(emit, result.usage);
  }
  return {
    rendered: results.flatMap((result) => result.rendered),
    compiled: results.flatMap((result) => result.compiled),
    failures: results.flatMap((result) => result.failures),
    usages,
  };
}

/** Of library emits, those that may come out otherwise: see {@link Usage}. Of the specs, only the changed are read. */
export async function concernedEmits(
  renderer: Renderer,
  specs: readonly string[],
  emits: readonly number[],
  { changed, usages }: KnownLibrary,
): Promise<readonly number[]> {
  if (usages.size === 0) return emits;
  const patterns: { readonly at: number; readonly data: unknown }[] = [];
  for (const spec of changed) {
    const pattern = await renderer.load(spec);
    // Loading it again says what is wrong.
    if (Array.isArray(pattern)) return emits;
    patterns.push({ at: specs.indexOf(spec), data: pattern.data });
  }
  return emits.filter((emit) => {
    const usage = usages.get(emit);
    return !usage || !patterns.every(({ at, data }) => answersAlike(usage, at, data));
  });
}
