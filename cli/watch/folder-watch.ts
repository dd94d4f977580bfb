import { statSync, watch, type FSWatcher, type Stats } from 'node:fs';
import { join, posix } from 'node:path';

interface Watched {
  readonly watcher: FSWatcher;
  /** A folder that was deleted and made anew has another one, and its watcher hears nothing. */
  readonly identity: string;
}

/**
 * Watches single folders, each without those in it: watching a whole tree would take one watcher of the system
 * for every folder of node_modules.
 */
export class FolderWatch {
  private readonly watched = new Map<string, Watched>();
  private readonly refused = new Set<string>();

  /**
   * @param onChange told of every file or folder that appears, changes or goes, relative to the root
   * @param onRefused told once of each folder that the system does not let us watch, with its reason
   */
  constructor(
    private readonly root: string,
    private readonly onChange: (path: string) => void,
    private readonly onRefused: (folder: string, reason: string) => void,
  ) {}

  /**
   * Watches these folders and no others.
   *
   * @returns whether one is new or no longer there: files in it have come or gone, and no event may tell of them
   */
  set(folders: ReadonlySet<string>): boolean {
    let isOther = false;
    for (const [folder, { watcher, identity }] of this.watched) {
      const isSame = this.identity(folder) === identity;
      if (isSame && folders.has(folder)) continue;
      // A closed watcher keeps back the events that the system has for it.
      watcher.close();
      this.watched.delete(folder);
      if (!isSame) isOther = true;
    }
    for (const folder of folders) {
      if (!this.watched.has(folder) && this.add(folder)) isOther = true;
    }
    return isOther;
  }

  close(): void {
    for (const { watcher } of this.watched.values()) watcher.close();
    this.watched.clear();
  }

  private add(folder: string): boolean {
    const identity = this.identity(folder);
    if (identity === undefined) return false;
    let watcher: FSWatcher;
    try {
      watcher = watch(join(this.root, folder), (_event, name) => {
        // Of a folder that was renamed, its watcher tells its old name as if that were in it.
        const isAway = this.identity(folder) !== identity;
        this.onChange(name === null || isAway ? folder : posix.join(folder, name));
      });
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      // Gone in this moment: the folder above it says so.
      if (reason !== 'ENOENT' && !this.refused.has(folder)) this.onRefused(folder, reason);
      this.refused.add(folder);
      return false;
    }
    this.refused.delete(folder);
    // On some systems a folder that is deleted is an error of its watcher; the next round sees that it is gone.
    watcher.on('error', () => this.onChange(folder));
    this.watched.set(folder, { watcher, identity });
    return true;
  }

  /** File systems give the inode of a deleted folder to the next one, so the time of its making belongs to it. */
  private identity(folder: string): string | undefined {
    const stat = folderStat(join(this.root, folder));
    return stat && `${stat.ino} ${stat.birthtimeMs}`;
  }
}

/** What the system says of a folder; undefined where there is none, or none that may be looked at. */
export function folderStat(path: string): Stats | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isDirectory() ? stat : undefined;
  } catch {
    return undefined;
  }
}
