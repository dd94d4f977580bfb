import type { Diagnostic } from '../../diagnostics/diagnostic';
import { fileProblem } from '../file-problem';
import type { RunGraph } from '../graph/run-graph';
import { changedWhileReading } from '../render/failures';
import type { StagedFile } from '../render/job';
import { FileAliases } from './file-aliases';
import { outputNamesFor } from './output-names';
import type { OwnedFiles } from './owned';
import type { Staging } from './staging';

/** The result of placing files. */
export interface PlaceResult<T extends StagedFile> {
  /** Files that were placed because their bytes differed. */
  readonly changed: readonly T[];
  /** Paths that the file system refused to replace; they are unchanged. */
  readonly stuck: readonly string[];
  /** One problem per refused file, and per file that was changed right after it was placed. */
  readonly problems: readonly Diagnostic[];
}

/** Renames staged files into place, except those whose bytes are already there, and records their hashes. */
export function placeFiles<T extends StagedFile>(
  graph: RunGraph,
  staging: Staging,
  made: readonly T[],
  owned: OwnedFiles,
): PlaceResult<T> {
  const { settings, hashOutput, index, outputFolder } = graph;
  const names = outputNamesFor(graph, made.length);
  const before = new FileAliases(outputFolder, () => owned.paths());
  const otherName = (path: string): string | undefined => (owned.has(path) ? undefined : before.of(path));
  const due = made.filter(
    ({ path, sha256 }) =>
      names?.isFree(path) === true || hashOutput(path)?.sha256 !== sha256 || otherName(path) !== undefined,
  );
  const began = Date.now();
  const unplaced = staging.commit(due, otherName);
  const stuck = unplaced.map(({ path }) => path);
  const changed = due.filter(({ path }) => !stuck.includes(path));
  const inWorkspace = (path: string): string => `${settings.outputDir}/${path}`;
  const others = changed.filter((file) => !index.remember(inWorkspace(file.path), file, began));
  const problems = [
    ...unplaced.map(({ error }) => fileProblem(error, settings)),
    ...others.map(({ path }) => changedWhileReading(inWorkspace(path), 'output')),
  ];
  return { changed, stuck, problems };
}
