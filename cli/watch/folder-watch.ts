import { statSync, watch, type FSWatcher, type Stats } from 'node:fs';
import { join, posix } from 'node:path';

interface Watched {
  readonly watcher: FSWatcher;
  /** Changes if a folder is deleted and created again; the old watcher then gets no events. */
  readonly identity: string;
}

/**
 * Watches single folders, not recursively: watching a whole tree would use one system watch for every folder of
 * node_modules.
 */
export class FolderWatch {
  private readonly watched = new Map<string, Watched>();
  private readonly refused = new Set<string>();

  /**
   * @param onChange called for every file or folder that is created, changed or deleted; its path is relative to the root
   * @param onRefused called once for each folder that cannot be watched, with the reason
   */
  constructor(
    private readonly root: string,
    private readonly onChange: (path: string) => void,
    private readonly onRefused: (folder: string, reason: string) => void,
  ) {}

  /**
   * Watches exactly these folders.
   *
   * @returns true if a folder is new or deleted: there may be no events for files in it
   */
  set(folders: ReadonlySet<string>): boolean {
    let isOther = false;
    for (const [folder, { watcher, identity }] of this.watched) {
      const isSame = this.identity(folder) === identity;
      if (isSame && folders.has(folder)) continue;
      // A closed watcher drops its pending events.
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
        // The watcher of a renamed folder reports the folder's old name as if it were a file in it.
        const isAway = this.identity(folder) !== identity;
        this.onChange(name === null || isAway ? folder : posix.join(folder, name));
      });
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      // Just deleted: the watcher of the parent folder reports it.
      if (reason !== 'ENOENT' && !this.refused.has(folder)) this.onRefused(folder, reason);
      this.refused.add(folder);
      return false;
    }
    this.refused.delete(folder);
    // On some systems the deletion of a watched folder is an error; the next round finds it missing.
    watcher.on('error', () => this.onChange(folder));
    this.watched.set(folder, { watcher, identity });
    return true;
  }

  /** Includes the creation time, because file systems reuse inodes. */
  private identity(folder: string): string | undefined {
    const stat = folderStat(join(this.root, folder));
    return stat && `${stat.ino} ${stat.birthtimeMs}`;
  }
}

/** The stat of a folder; undefined if it is missing or not accessible. */
export function folderStat(path: string): Stats | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isDirectory() ? stat : undefined;
  } catch {
    return undefined;
  }
}
