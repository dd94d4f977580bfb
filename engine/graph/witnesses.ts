import type { Stats } from 'node:fs';
import { CLOCK_TICK, statOrNothing } from './stat';

/** Size, both times in milliseconds since 1970, and inode. */
type Numbers = readonly [size: number, mtime: number, ctime: number, inode: number];

/** A file or folder (absolute path) as it was when something was concluded from it; null where there was none. */
export type Witness = readonly [path: string, was: Numbers | null];

/**
 * What a conclusion rests on: the folders whose names were read, the files that were found or missed. While all of
 * them are what they were, the conclusion need not be drawn again.
 */
export class Witnesses {
  private readonly seen = new Map<string, Numbers | null>();
  /** Something had just been touched: another change in the same clock tick would not show. */
  private isSound = true;

  /** Looks at a file or folder, before anything is concluded from it. */
  look(path: string): Stats | undefined {
    const stat = statOrNothing(path);
    if (!this.seen.has(path)) {
      this.seen.set(path, stat ? numbersOf(stat) : null);
      if (stat && touched(numbersOf(stat)) >= Date.now() - CLOCK_TICK) this.isSound = false;
    }
    return stat;
  }

  /** Something was concluded from what has not been looked at here. */
  cannotTell(): void {
    this.isSound = false;
  }

  /** Undefined where they could not tell of a change. */
  list(): readonly Witness[] | undefined {
    return this.isSound ? [...this.seen] : undefined;
  }
}

/**
 * Whether all of them are what they were.
 *
 * @param before milliseconds since 1970 by the file system's clock; what was touched later cannot be told from what
 *   was touched twice
 */
export function agree(witnesses: readonly Witness[], before: number): boolean {
  return witnesses.every(([path, was]) => {
    const stat = statOrNothing(path);
    if (!stat || !was) return !stat && was === null;
    return numbersOf(stat).every((number, at) => number === was[at]) && touched(was) < before;
  });
}

function numbersOf({ size, mtimeMs, ctimeMs, ino }: Stats): Numbers {
  return [size, mtimeMs, ctimeMs, ino];
}

function touched([, mtime, ctime]: Numbers): number {
  return Math.max(mtime, ctime);
}
