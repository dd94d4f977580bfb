import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { WindowsRetry } from '../../state/windows-retry';
import { realPath } from '../../state/real-path';
import { kindOf } from '../../state/regular-file';
import { isFileError, type FileError } from '../file-problem';
import type { StagedFile } from '../render/job';
import { JOURNAL, stagingName, writeJournal } from './journal';
import { abandonedRun } from './run-name';

/**
 * The staging folder of a run, inside the output folder, so that a rename puts each file in place. Its journal lists
 * the files that are about to be placed. If the run is killed, the next run learns from it which files are ours
 * although no manifest lists them.
 */
export class Staging {
  readonly folder: string;
  private readonly placed = new Map<string, string>();

  /** Creates the folder. Throws errors of the file system. */
  constructor(
    private readonly outputFolder: string,
    run: string,
  ) {
    this.folder = join(outputFolder, stagingName(run));
    mkdirSync(this.folder, { recursive: true });
  }

  /**
   * Writes the journal, then renames staged files into place. If the file system refuses one, the others still follow.
   *
   * @param otherName returns another name under which the replaced file exists, as on a case-insensitive file system
   * @returns the files that could not be placed
   */
  commit(
    files: readonly StagedFile[],
    otherName: (path: string) => string | undefined = () => undefined,
  ): readonly Unplaced[] {
    if (files.length === 0) return [];
    for (const { path, sha256 } of files) this.placed.set(path, sha256);
    writeJournal(this.folder, this.placed);
    const made = new Set<string>([this.outputFolder]);
    const unplaced: Unplaced[] = [];
    const patience = new WindowsRetry();
    for (const { path, staged } of files) {
      const target = join(this.outputFolder, path);
      const folder = dirname(target);
      try {
        if (!made.has(folder)) mkdirSync(folder, { recursive: true });
        made.add(folder);
        const other = otherName(path);
        // Renaming over the old file may keep the old name.
        if (other !== undefined) patience.try(() => rmSync(join(this.outputFolder, other), { force: true }));
        patience.try(() => renameSync(staged, target));
      } catch (error) {
        if (!isFileError(error)) throw error;
        unplaced.push({ path, error });
      }
    }
    return unplaced;
  }

  /**
   * Removes staged files. Idempotent. Never fails: a later run removes what is left.
   *
   * @param keepJournal true if no manifest lists the placed files yet
   */
  remove(keepJournal = false): void {
    if (!keepJournal) this.placed.clear();
    const keep = this.placed.size > 0;
    const patience = new WindowsRetry();
    try {
      for (const name of readdirSync(this.folder)) {
        if (!(keep && name === JOURNAL))
          patience.try(() => rmSync(join(this.folder, name), { recursive: true, force: true }));
      }
      if (keep) patience.try(() => renameSync(this.folder, join(this.outputFolder, stagingName(abandonedRun()))));
      else patience.try(() => rmdirSync(this.folder));
    } catch {
      // Already removed, or the file system refuses.
    }
  }
}

/** A file that the file system refused to place. */
export interface Unplaced {
  readonly path: string;
  readonly error: FileError;
}

/**
 * The reason why a file must not be placed at a path: it would leave the output folder through a link, or neither a
 * file nor a link is there; undefined if it may.
 */
export function placeProblem(outputFolder: string, path: string): string | undefined {
  const parts = path.split('/');
  for (let count = 1; count < parts.length; count++) {
    const folder = join(outputFolder, ...parts.slice(0, count));
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    if (!stat) return undefined;
    if (stat.isSymbolicLink()) return `the folder "${parts.slice(0, count).join('/')}" is a link`;
    if (!stat.isDirectory()) return `"${parts.slice(0, count).join('/')}" is not a folder`;
  }
  const stat = lstatSync(join(outputFolder, path), { throwIfNoEntry: false });
  // A link is replaced, whatever its target.
  return !stat || stat.isFile() || stat.isSymbolicLink() ? undefined : `it is ${kindOf(stat)}`;
}

/** True if the output folder is inside the workspace after resolving links. */
export function isInWorkspace(workspaceRoot: string, outputFolder: string): boolean {
  let existing = outputFolder;
  while (!existsSync(existing)) existing = dirname(existing);
  const root = realPath(workspaceRoot);
  const real = realPath(existing);
  return real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);
}
