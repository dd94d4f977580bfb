import type { Diagnostic } from '../../../diagnostics/diagnostic';
import type { JobResult } from './job';
import type { PatternData } from './pattern-data';
import type { Renderer } from './renderer';

/** Renders the emits that are made from all patterns; the data of each pattern is read once for all of them. */
export async function renderLibrary(
  renderer: Renderer,
  specs: readonly string[],
  emits: readonly number[],
  stopOnFailure: boolean,
): Promise<JobResult> {
  const patterns: PatternData[] = [];
  const failures: Diagnostic[] = [];
  for (const spec of specs) {
    if (stopOnFailure && failures.length > 0) break;
    const pattern = await renderer.load(spec);
    if (Array.isArray(pattern)) failures.push(...pattern);
    else patterns.push(pattern);
  }
  if (failures.length > 0) return { rendered: [], compiled: [], failures };
  const results: JobResult[] = [];
  for (const emit of emits) {
    if (stopOnFailure && results.some((result) => result.failures.length > 0)) break;
    results.push(await renderer.runLibrary(emit, patterns));
  }
  return {
    rendered: results.flatMap((result) => result.rendered),
    compiled: results.flatMap((result) => result.compiled),
    failures: results.flatMap((result) => result.failures),
  };
}
