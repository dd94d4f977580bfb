import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareText, type Diagnostic } from '../../diagnostics/diagnostic';
import { sha256 } from '../../state/hash';
import { WindowsRetry } from '../../state/windows-retry';
import { readRegular } from '../../state/regular-file';
import { fileProblem, isFileError, isMissing } from '../file-problem';
import type { RunGraph } from '../graph/run-graph';
import type { OwnedFiles } from './owned';
import { placeProblem } from './staging';
import { editedOrphan } from './stray';

export interface Pruning {
  /** Removed files, relative to the output folder. */
  readonly pruned: readonly string[];
  /** Files that the file system refused to remove; to be tried again. */
  readonly stuck: readonly string[];
  readonly findings: readonly Diagnostic[];
}

/**
 * Removes files that the target no longer makes, if their bytes are still those that we wrote. A file that was changed
 * is kept and reported as a warning. Empty folders are removed too.
 *
 * @param paths relative to the output folder
 */
export function prune(
  { outputFolder, settings, index }: Pick<RunGraph, 'outputFolder' | 'settings' | 'index'>,
  owned: OwnedFiles,
  paths: readonly string[],
): Pruning {
  const { outputDir } = settings;
  const pruned: string[] = [];
  const stuck: string[] = [];
  const findings: Diagnostic[] = [];
  const patience = new WindowsRetry();
  const refused = (path: string, error: unknown): void => {
    if (!isFileError(error)) throw error;
    stuck.push(path);
    findings.push(fileProblem(error, settings));
  };
  const tidy = (path: string): void => {
    try {
      removeEmptyFolders(outputFolder, dirname(join(outputFolder, path)));
    } catch (error) {
      refused(path, error);
    }
  };
  for (const path of [...paths].sort(compareText)) {
    // Files behind a link are not ours, whatever their bytes.
    if (placeProblem(outputFolder, path) !== undefined) continue;
    const file = join(outputFolder, path);
    let bytes: Buffer;
    try {
      bytes = readRegular(file);
    } catch (error) {
      // Already removed, perhaps by a run that was killed here.
      if (!isMissing(error)) refused(path, error);
      else tidy(path);
      continue;
    }
    if (!owned.wrote(path, sha256(bytes))) {
      // The same finding is an error before anything is written. This file was changed, or not compiled, during the
      // run.
      findings.push({ ...editedOrphan(`${outputDir}/${path}`), severity: 'warning' });
      continue;
    }
    try {
      patience.try(() => rmSync(file, { force: true }));
    } catch (error) {
      refused(path, error);
      continue;
    }
    pruned.push(path);
    index.forget(`${outputDir}/${path}`);
    tidy(path);
  }
  return { pruned, stuck, findings };
}

function removeEmptyFolders(outputFolder: string, folder: string): void {
  for (let current = folder; current !== outputFolder && current.startsWith(outputFolder); current = dirname(current)) {
    try {
      if (readdirSync(current).length > 0) return;
      rmdirSync(current);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}
