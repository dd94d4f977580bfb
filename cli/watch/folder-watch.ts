import { statSync, watch, type FSWatcher } from 'node:fs';
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

  /** @param onChange told of every file or folder that appears, changes or goes, relative to the root */
  constructor(
    private readonly root: string,
    private readonly onChange: (path: string) => void,
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
    const watcher = watch(join(this.root, folder), (_event, name) => {
      this.onChange(name === null ? folder : posix.join(folder, name));
    });
    // On some systems a folder that is deleted is an error of its watcher; the next round sees that it is gone.
    watcher.on('error', () => this.onChange(folder));
    this.watched.set(folder, { watcher, inode });
    return true;
  }

  private inode(folder: string): number | undefined {
    const stat = statSync(join(this.root, folder), { throwIfNoEntry: false });
    return stat?.isDirectory() ? stat.ino : undefined;
  }
}
