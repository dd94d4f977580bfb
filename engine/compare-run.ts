import type { Diagnostic } from '../diagnostics/diagnostic';
import { explainRun } from './graph/explain';
import type { RunGraph } from './graph/run-graph';
import { renderAll } from './render/render-all';
import { isUpToDate } from './stages';

/** One file that a run would change. */
export interface Difference {
  /** Relative to the output folder; undefined for a file that only a run can name. */
  readonly path: string | undefined;
  readonly why: string;
}

/**
 * What on disk is not as a run would leave it. Where there is a manifest, the graph tells. Where there is none,
 * because the team commits the generated files alone, everything is rendered and compared in
 * memory; what command compilers make is left out then. Writes nothing, so that a check that is killed leaves nothing.
 */
export async function compareRun(graph: RunGraph): Promise<readonly Difference[] | Diagnostic[]> {
  if (isUpToDate(graph)) return [];
  if (graph.reading.state === 'ok' && graph.settings.switches.incrementalCompilation) {
    const due = explainRun(graph).filter(({ action }) => action !== 'fresh');
    if (due.length === 0) return [{ path: '.codegen-manifest.json', why: 'an input changed that no file uses' }];
    return due.map(({ path, reasons }) => ({ path, why: reasons.join('; ') }));
  }
  const outcome = await renderAll(graph, undefined, new Map());
  if (outcome.failures.length > 0) return [...outcome.failures];
  return [...outcome.rendered, ...outcome.compiled].flatMap(({ path, sha256 }) => {
    const there = graph.look(path);
    if (there?.sha256 === sha256) return [];
    return [{ path, why: there ? 'it has other content than a run would give it' : 'it is missing' }];
  });
}
