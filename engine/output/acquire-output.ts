import type { Diagnostic } from '../../diagnostics/diagnostic';
import { compareText } from '../../diagnostics/diagnostic';
import { knownReads } from '../graph/given-reads';
import type { RunGraph } from '../graph/run-graph';
import { areSameFolders, isSameManifestFile } from '../graph/baseline';
import { isSameManifest, readManifest } from '../graph/read-manifest';
import { changedWhileReading } from '../render/failures';
import { reportWaiting } from '../report/waiting';
import { findLeftovers } from './journal';
import { LOCK_FOLDER, takeLock } from './output-lock';

/**
 * Locks the output folder for a run and checks that the loaded graph is still valid: if another run has written
 * meanwhile, the graph is loaded again. Its inputs must not have changed, because the outputs are cached under their
 * hash.
 */
export async function acquireOutput(
  found: RunGraph,
  run: string,
  lookAgain: () => Promise<RunGraph | Diagnostic[]>,
): Promise<RunGraph | Diagnostic[]> {
  const { settings, outputFolder, manifestText, leftovers } = found;
  const scanned = found.part?.scan;
  // Check before the lock changes the folder. If no entry was added, no run was killed in it.
  const isSameList = scanned !== undefined && areSameFolders(settings, scanned.fresh.folders);
  const waited = await takeLock(outputFolder, run, (owner) => reportWaiting(settings.outputDir, owner));
  const isSame =
    !waited &&
    (scanned ? isSameManifestFile(settings, scanned) : isSameManifest(readManifest(outputFolder), manifestText)) &&
    (isSameList || leftoverNames(outputFolder) === leftovers.names.filter((name) => name !== LOCK_FOLDER).join());
  if (isSame) return found;
  const again = await lookAgain();
  if (Array.isArray(again)) return again;
  const changed = firstChangedPath(hashesOf(found), hashesOf(again), found.part !== undefined);
  return changed === undefined ? again : [changedWhileReading(changed)];
}

function leftoverNames(outputFolder: string): string {
  return findLeftovers(outputFolder).names.join();
}

type Hashes = Readonly<Record<string, string | undefined>>;

/** Hashes of the inputs, and of files read through `read`. */
function hashesOf(graph: RunGraph): Hashes {
  const reads = graph.part ? [] : knownReads(graph);
  return { ...graph.inputs.hashes, ...Object.fromEntries(reads.map((path) => [path, graph.hashInput(path)])) };
}

/**
 * The first path that was added, removed or changed. A partial graph lacks some paths, so additions do not count there.
 */
function firstChangedPath(before: Hashes, now: Hashes, isPart: boolean): string | undefined {
  const paths = new Set([...Object.keys(before), ...(isPart ? [] : Object.keys(now))]);
  return [...paths].sort(compareText).find((path) => before[path] !== now[path]);
}
