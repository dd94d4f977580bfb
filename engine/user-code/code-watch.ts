import { ReadObserver } from './read-observer';
import type { ObservedReads } from './observed-reads';

interface WatchedModules {
  readonly root: string;
  readonly key: string;
  readonly files: ReadonlySet<string>;
  readonly observation: ReadObserver;
}

/**
 * Observed modules of this thread. Kept as long as the modules are loaded, because a module may cache what it read
 * once.
 */
const watchedModules: WatchedModules[] = [];

/** Observes the reads of one target's user code in this thread. */
export class CodeWatch {
  private constructor(private readonly watched: WatchedModules) {}

  /**
   * The watch of some modules; the same one while they are loaded.
   *
   * @param files all local files of the modules
   * @param key key over their bytes
   */
  static of(workspaceRoot: string, files: readonly string[], key: string): CodeWatch {
    const found = watchedModules.find(
      (one) => one.root === workspaceRoot && one.key === key && one.files.size === files.length,
    );
    if (found) return new CodeWatch(found);
    const observation = ReadObserver.start(workspaceRoot);
    const made: WatchedModules = { root: workspaceRoot, key, files: new Set(files), observation };
    watchedModules.push(made);
    return new CodeWatch(made);
  }

  run<T>(work: () => T): T {
    return this.watched.observation.run(work);
  }

  reads(): ObservedReads {
    const { root, files, observation } = this.watched;
    const isShared = (one: WatchedModules): boolean =>
      one !== this.watched && one.root === root && [...files].some((file) => one.files.has(file));
    return {
      own: observation.seenReads(),
      shared: watchedModules.filter(isShared).flatMap((one) => one.observation.seenReads()),
      written: observation.written(),
    };
  }
}
