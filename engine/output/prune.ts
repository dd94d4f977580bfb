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
import { keptFile } from './stray';

export interface Pruning {
  /** Removed, relative to the output folder. */
  readonly pruned: readonly string[];
  /** Still there because the file system refused, and to be tried again. */
  readonly stuck: readonly string[];
  readonly findings: readonly Diagnostic[];
}

/**
 * Removes files that the target no longer makes, each only if its bytes are still those that we wrote; a
 * file that somebody changed is kept and warned about. Folders that become empty go too.
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
    // Behind a link lies what is not ours, whatever its bytes.
    if (placeProblem(outputFolder, path) !== undefined) continue;
    const file = join(outputFolder, path);
    let bytes: Buffer;
    try {
      bytes = readRegular(file);
    } catch (error) {
      // Gone already, maybe by a run that was killed here.
      if (!isMissing(error)) refused(path, error);
      else tidy(path);
      continue;
    }
    if (!owned.wrote(path, sha256(bytes))) {
      // Before anything was written it was an error; this one was changed, or not compiled, during the run.
      findings.push({ ...keptFile(`${outputDir}/${path}`), severity: 'warning' });
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
