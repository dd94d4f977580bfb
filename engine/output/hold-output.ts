import type { Diagnostic } from '../../diagnostics/diagnostic';
import { compareText } from '../../diagnostics/diagnostic';
import { knownReads } from '../graph/given-reads';
import type { RunGraph } from '../graph/run-graph';
import { areSameFolders, isSameManifestFile } from '../graph/baseline';
import { isSameManifest, readManifest } from '../graph/read-manifest';
import { changedWhileReading } from '../render/failures';
import { tellOfWaiting } from '../report/waiting';
import { findLeftovers } from './journal';
import { LOCK_FOLDER, takeLock } from './output-lock';

/**
 * Takes the output folder for a run, and makes sure that what the run knows of it still holds: where another
 * run has written there meanwhile, everything is looked at once more. The inputs must be those of before,
 * because what comes of them is kept under their hash.
 */
export async function holdOutput(
  found: RunGraph,
  run: string,
  lookAgain: () => Promise<RunGraph | Diagnostic[]>,
): Promise<RunGraph | Diagnostic[]> {
  const { settings, outputFolder, manifestText, leftovers } = found;
  const scanned = found.part?.scan;
  // Asked before the lock comes into the folder. Where nothing came to it, no run was killed in it.
  const isSameList = scanned !== undefined && areSameFolders(settings, scanned.fresh.folders);
  const waited = await takeLock(outputFolder, run, (owner) => tellOfWaiting(settings.outputDir, owner));
  const isSame =
    !waited &&
    (scanned ? isSameManifestFile(settings, scanned) : isSameManifest(readManifest(outputFolder), manifestText)) &&
    (isSameList || deadBeside(outputFolder) === leftovers.dead.filter((name) => name !== LOCK_FOLDER).join());
  if (isSame) return found;
  const again = await lookAgain();
  if (Array.isArray(again)) return again;
  const changed = firstChange(hashesOf(found), hashesOf(again), found.part !== undefined);
  return changed === undefined ? again : [changedWhileReading(changed)];
}

function deadBeside(outputFolder: string): string {
  return findLeftovers(outputFolder).dead.join();
}

type Hashes = Readonly<Record<string, string | undefined>>;

/** Of the inputs, and of the files that `read` gave. */
function hashesOf(graph: RunGraph): Hashes {
  const reads = graph.part ? [] : knownReads(graph);
  return { ...graph.inputs.hashes, ...Object.fromEntries(reads.map((path) => [path, graph.lookInput(path)])) };
}

/** The first path that is in one alone, or has another hash in the other. A part does not have all of them. */
function firstChange(before: Hashes, now: Hashes, isPart: boolean): string | undefined {
  const paths = new Set([...Object.keys(before), ...(isPart ? [] : Object.keys(now))]);
  return [...paths].sort(compareText).find((path) => before[path] !== now[path]);
}
