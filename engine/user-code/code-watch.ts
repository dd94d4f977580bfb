import { Observation } from './observe';
import type { ObservedReads } from './observed-reads';

interface Watched {
  readonly root: string;
  readonly key: string;
  readonly files: ReadonlySet<string>;
  readonly observation: Observation;
}

/** Of this thread, since its modules were loaded: a module may remember what it once read. */
const watched: Watched[] = [];

/** Observes the user code of one target in this thread. */
export class CodeWatch {
  private constructor(private readonly watched: Watched) {}

  /**
   * The watch over some modules; the same one as long as they are loaded.
   *
   * @param files all local files of the modules
   * @param key over their bytes
   */
  static of(workspaceRoot: string, files: readonly string[], key: string): CodeWatch {
    const found = watched.find(
      (one) => one.root === workspaceRoot && one.key === key && one.files.size === files.length,
    );
    if (found) return new CodeWatch(found);
    const observation = Observation.start(workspaceRoot);
    const made: Watched = { root: workspaceRoot, key, files: new Set(files), observation };
    watched.push(made);
    return new CodeWatch(made);
  }

  during<T>(work: () => T): T {
    return this.watched.observation.during(work);
  }

  reads(): ObservedReads {
    const { root, files, observation } = this.watched;
    const isShared = (one: Watched): boolean =>
      one !== this.watched && one.root === root && [...files].some((file) => one.files.has(file));
    return {
      own: observation.taken(),
      shared: watched.filter(isShared).flatMap((one) => one.observation.taken()),
      written: observation.written(),
    };
  }
}
