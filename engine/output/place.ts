import type { Diagnostic } from '../../diagnostics/diagnostic';
import { fileProblem } from '../file-problem';
import type { RunGraph } from '../graph/run-graph';
import { changedWhileReading } from '../render/failures';
import type { StagedFile } from '../render/job';
import { OtherNames } from './other-names';
import { namesBefore } from './output-names';
import type { OwnedFiles } from './owned';
import type { Staging } from './staging';

/** How putting files in place went. */
export interface Placing<T extends StagedFile> {
  /** Those with other bytes than were there; they are in place now. */
  readonly changed: readonly T[];
  /** Paths of those that the file system refused; they are still what they were. */
  readonly stuck: readonly string[];
  /** Why, one for each; and which files somebody has changed in their places meanwhile. */
  readonly problems: readonly Diagnostic[];
}

/** Puts staged files in their places, but for those that are there already, and keeps their hashes. */
export function placeFiles<T extends StagedFile>(
  graph: RunGraph,
  staging: Staging,
  made: readonly T[],
  owned: OwnedFiles,
): Placing<T> {
  const { settings, look, index, outputFolder } = graph;
  const names = namesBefore(graph, made.length);
  const before = new OtherNames(outputFolder, () => owned.paths());
  const otherName = (path: string): string | undefined => (owned.has(path) ? undefined : before.of(path));
  const due = made.filter(
    ({ path, sha256 }) =>
      names?.isFree(path) === true || look(path)?.sha256 !== sha256 || otherName(path) !== undefined,
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
