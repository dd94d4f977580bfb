import { statSync, watch, type FSWatcher, type Stats } from 'node:fs';
import { join, posix } from 'node:path';

interface Watched {
  readonly watcher: FSWatcher;
  /** A folder that was deleted and made anew has another one, and its watcher hears nothing. */
  readonly inode: number;
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

  /** Watches these folders and no others; tells whether one is new, since what is in it may be too. */
  set(folders: ReadonlySet<string>): boolean {
    for (const [folder, { watcher, inode }] of this.watched) {
      if (folders.has(folder) && this.inode(folder) === inode) continue;
      watcher.close();
      this.watched.delete(folder);
    }
    let isNew = false;
    for (const folder of folders) {
      if (!this.watched.has(folder) && this.add(folder)) isNew = true;
    }
    return isNew;
  }

  close(): void {
    for (const { watcher } of this.watched.values()) watcher.close();
    this.watched.clear();
  }

  private add(folder: string): boolean {
    const inode = this.inode(folder);
    if (inode === undefined) return false;
    let watcher: FSWatcher;
    try {
      watcher = watch(join(this.root, folder), (_event, name) => {
        // Of a folder that was renamed, its watcher tells its old name as if that were in it.
        const isAway = this.inode(folder) !== inode;
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
    this.watched.set(folder, { watcher, inode });
    return true;
  }

  private inode(folder: string): number | undefined {
    return folderStat(join(this.root, folder))?.ino;
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
