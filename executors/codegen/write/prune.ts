import { readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareText, type Diagnostic } from '../../../diagnostics/diagnostic';
import { sha256 } from '../../../state/hash';
import type { OwnedFiles } from './owned';
import { placeProblem } from './staging';

export interface Pruning {
  /** Removed, relative to the output folder. */
  readonly pruned: readonly string[];
  readonly warnings: readonly Diagnostic[];
}

/**
 * Removes files that the target no longer makes, each only if its bytes are still those that we wrote; a
 * file that somebody changed is kept and warned about. Folders that become empty go too.
 */
export function prune(outputFolder: string, outputDir: string, owned: OwnedFiles, keep: ReadonlySet<string>): Pruning {
  const pruned: string[] = [];
  const warnings: Diagnostic[] = [];
  for (const path of owned.paths().sort(compareText)) {
    // Behind a link lies what is not ours, whatever its bytes.
    if (keep.has(path) || placeProblem(outputFolder, path) !== undefined) continue;
    const file = join(outputFolder, path);
    let bytes: Buffer;
    try {
      bytes = readFileSync(file);
    } catch {
      removeEmptyFolders(outputFolder, dirname(file)); // Gone already, maybe by a run that was killed here.
      continue;
    }
    if (!owned.wrote(path, sha256(bytes))) {
      warnings.push({
        severity: 'warning',
        code: 'kept-file',
        message: 'this file is no longer generated, but it was changed by hand and is kept',
        file: `${outputDir}/${path}`,
        hint: 'move it out of the output folder or delete it: the folder belongs to the target',
      });
      continue;
    }
    rmSync(file, { force: true });
    pruned.push(path);
    removeEmptyFolders(outputFolder, dirname(file));
  }
  return { pruned, warnings };
}

function removeEmptyFolders(outputFolder: string, folder: string): void {
  for (let current = folder; current !== outputFolder && current.startsWith(outputFolder); current = dirname(current)) {
    try {
      if (readdirSync(current).length > 0) return;
      rmdirSync(current);
    } catch {
      return;
    }
  }
}
