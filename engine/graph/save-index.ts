import { dirname, join } from 'node:path';
import { writeCacheFile } from '../../state/atomic-write';
import { sha256 } from '../../state/hash';
import { sweepTemporary } from '../../state/sweep';

/** Path of the index of an output folder. */
export function indexPath(workspaceRoot: string, stateFolder: string, outputDir: string): string {
  return join(stateFolder, 'index', `${sha256(join(workspaceRoot, outputDir)).slice(0, 32)}.index`);
}

/**
 * Saves an index. Never fails: without an index, the next run hashes everything. Also removes half-written files that
 * killed runs left in the same folder.
 */
export function saveIndex(path: string, bytes: Buffer): void {
  sweepTemporary(dirname(path));
  try {
    writeCacheFile(path, bytes);
  } catch {
    // The next run hashes everything.
  }
}
