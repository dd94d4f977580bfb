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
 * The folder in which a run's files wait, inside the output folder so that a rename puts each in its place.
 * A journal in it names what is about to be put in place: a run that is killed leaves it behind, and the
 * next run knows from it which files are ours although no manifest lists them.
 */
export class Staging {
  readonly folder: string;
  private readonly placed = new Map<string, string>();

  /** Throws what the file system throws. */
  constructor(
    private readonly outputFolder: string,
    run: string,
  ) {
    this.folder = join(outputFolder, stagingName(run));
    mkdirSync(this.folder, { recursive: true });
  }

  /**
   * Puts staged files in their places, after writing the journal. The file system may refuse one; the others
   * follow all the same, and what is returned could not be placed.
   *
   * @param otherName by which a file system that takes two names for one knows the file that is replaced
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
        // In the place of a file, the new one may keep the old one's name.
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
   * Removes what waits. Safe to call again. Never fails: what cannot be removed, a later run removes.
   *
   * @param keepJournal where no manifest tells of the files that were put in place
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
      // Gone already, or the file system refuses.
    }
  }
}

/** A file that the file system would not put in its place. */
export interface Unplaced {
  readonly path: string;
  readonly error: FileError;
}

/**
 * Why a file must not be put at a place: a link on the way would lead it out of the output folder, or what is there is
 * neither a file nor a link.
 */
export function placeProblem(outputFolder: string, path: string): string | undefined {
  const parts = path.split('/');
  for (let count = 1; count < parts.length; count++) {
    const folder = join(outputFolder, ...parts.slice(0, count));
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    if (!stat) return undefined;
    if (stat.isSymbolicLink()) return `the folder "${parts.slice(0, count).join('/')}" is a link`;
    if (!stat.isDirectory()) return `"${parts.slice(0, count).join('/')}" is no folder`;
  }
  const stat = lstatSync(join(outputFolder, path), { throwIfNoEntry: false });
  // A link is replaced, whatever it leads to.
  return !stat || stat.isFile() || stat.isSymbolicLink() ? undefined : `it is ${kindOf(stat)}`;
}

/** Whether the output folder itself really lies in the workspace, links resolved. */
export function isInWorkspace(workspaceRoot: string, outputFolder: string): boolean {
  let existing = outputFolder;
  while (!existsSync(existing)) existing = dirname(existing);
  const root = realPath(workspaceRoot);
  const real = realPath(existing);
  return real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);
}
