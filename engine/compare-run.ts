import { compareText, type Diagnostic } from '../diagnostics/diagnostic';
import { explainRun } from './graph/explain';
import { MANIFEST_NAME } from '../state/manifest-name';
import { checkPlaces } from './graph/check-places';
import { planCommands } from './graph/plan';
import { isSameManifest } from './graph/read-manifest';
import type { RunGraph } from './graph/run-graph';
import { withSourceData } from './graph/source-data';
import { isUpToDate } from './graph/up-to-date';
import { compiledOutputs } from './compile/compiled-outputs';
import { makeFiles } from './make-files';
import { isMade, obsoletePaths, type Entries } from './output/entries';
import { ownedFiles, type OwnedFiles } from './output/owned';
import { strayFiles } from './output/stray';
import type { RunContext } from './run-context';

/** One file that a run would change. */
export interface Difference {
  /** Path of the file, relative to the output folder. */
  readonly path: string;
  readonly why: string;
  /** What a run would do with the file; `unknown` if only a compiler command can tell. */
  readonly becomes: 'written' | 'removed' | 'unknown';
  /** For `written`: absolute path of a staged file with the new bytes; empty without a staging folder. */
  readonly staged?: string;
}

const NO_PRODUCER = 'nothing makes it any more';

/**
 * Compares the output folder with what a run would leave there. Files that are due are made in memory. Outputs of due
 * compiler commands are reported as `unknown`, because only the command can tell their bytes.
 *
 * A team may commit only the generated files. Without a manifest, the manifest itself and compiler outputs are
 * therefore not compared. An unusable manifest counts as a difference. Writes nothing outside the staging folder.
 *
 * @param stagingFolder absolute, for the files that a run would write; undefined to get the differences only
 * @returns the differences, or the problems that would stop the run
 */
export async function compareRun(
  found: RunGraph,
  context: RunContext = {},
  stagingFolder?: string,
): Promise<readonly Difference[] | Diagnostic[]> {
  const misplaced = checkPlaces(found);
  if (misplaced.length > 0) return [...misplaced];
  if (isUpToDate(found)) return strayFiles(found, ownedFiles(found));
  const graph = await withSourceData(found);
  if (Array.isArray(graph)) return graph;
  const { outcome, blocking, made, owned, entries, manifest } = await makeFiles(graph, context, stagingFolder);
  // Without a manifest nothing tells whether a file with other bytes is ours, so it is a difference.
  const isCommitted = graph.reading.state !== 'ok';
  const problems = [...outcome.failures, ...blocking].filter(
    ({ severity, code }) => severity === 'error' && !(isCommitted && code === 'foreign-file'),
  );
  if (problems.length > 0) return problems;
  const reasons = new Map(explainRun(graph).map(({ path, reasons: all }) => [path, all.join('; ')]));
  const differences: Difference[] = made.flatMap(({ path, sha256, staged }) => {
    const there = graph.hashOutput(path);
    if (there?.sha256 === sha256) return [];
    const why = there ? 'it has other content than a run would give it' : 'it is missing';
    return [{ path, why: reasons.get(path) ?? why, becomes: 'written', staged }];
  });
  const { settings, facts } = graph;
  if (isCommitted || !settings.switches.incrementalCompilation) {
    return [...differences, ...orphans(graph, owned, entries), ...unusableManifest(graph)];
  }
  // Files compiled on another machine are not stale for that reason alone.
  const touchedPrograms = new Map([...facts.touchedPrograms].filter(([, how]) => how !== 'unknown'));
  const all = [...Object.keys(graph.manifest?.files ?? {}), ...Object.keys(graph.manifest?.compiled ?? {})];
  const commands = planCommands({ ...facts, touchedPrograms }, entries.files, obsoletePaths(settings, entries, all));
  for (const { source, compiler } of commands.due) {
    for (const path of compiledOutputs(settings, compiler, source)) {
      differences.push({ path, why: reasons.get(path) ?? 'its source changed', becomes: 'unknown' });
    }
  }
  const due = new Set(differences.map(({ path }) => path));
  for (const path of all) {
    if (isMade(entries, path) || commands.fresh.has(path) || due.has(path)) continue;
    differences.push({ path, why: reasons.get(path) ?? NO_PRODUCER, becomes: 'removed' });
  }
  for (const [path, entry] of commands.fresh) entries.compiled.set(path, entry);
  if (differences.length > 0 || isSameManifest(manifest(), graph.manifestText)) return differences;
  return [{ path: MANIFEST_NAME, why: 'an input changed that no file uses', becomes: 'unknown' }];
}

/** Files of an earlier run that no emit or compiler makes any more. */
function orphans({ settings, hashOutput }: RunGraph, owned: OwnedFiles, entries: Entries): Difference[] {
  return obsoletePaths(settings, entries, owned.paths())
    .filter((path) => owned.wrote(path, hashOutput(path)?.sha256 ?? ''))
    .sort(compareText)
    .map((path) => ({ path, why: NO_PRODUCER, becomes: 'removed' }));
}

/** A manifest that exists but cannot be used; a run would replace it. */
function unusableManifest({ reading }: RunGraph): Difference[] {
  if (reading.state !== 'lost') return [];
  return [{ path: MANIFEST_NAME, why: `it is ${reading.reason}`, becomes: 'unknown' }];
}
