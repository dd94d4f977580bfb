import { dirname, join } from 'node:path';
import { writeCacheFile } from '../../state/atomic-write';
import { sha256 } from '../../state/hash';
import { sweepTemporary } from '../../state/sweep';

/** Where the index of an output folder lies. */
export function indexPath(workspaceRoot: string, stateFolder: string, outputDir: string): string {
  return join(stateFolder, 'index', `${sha256(join(workspaceRoot, outputDir)).slice(0, 32)}.index`);
}

/**
 * Never fails: a state folder that cannot be written costs the next run a hash of everything. Sweeps what killed runs
 * left half-written beside the index: a run that was killed here is followed by one that writes an index.
 */
export function saveIndex(path: string, bytes: Buffer): void {
  sweepTemporary(dirname(path));
  try {
    writeCacheFile(path, bytes);
  } catch {
    // The next run hashes everything.
  }
}
