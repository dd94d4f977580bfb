import type { Stats } from 'node:fs';
import { type Found, lookAt, type Numbers, numbersOf } from '../../modules/look';
import { CLOCK_TICK, statOrNothing } from './stat';

/**
 * A file or folder (absolute path) as it was when something was concluded from it; null where there was none. In words,
 * it is what was at the path itself; else links were followed.
 */
export type Witness = readonly [path: string, was: Found];

/**
 * What a conclusion rests on: the folders whose names were read, the files that were found or missed. While all of
 * them are what they were, the conclusion need not be drawn again.
 */
export class Witnesses {
  private readonly seen = new Map<string, Numbers | null>();
  private readonly added: Witness[] = [];
  private readonly began = Date.now();
  /** Something had just been touched: another change in the same clock tick would not show. */
  private isSound = true;

  /** Looks at a file or folder, before anything is concluded from it. */
  look(path: string): Stats | undefined {
    const stat = statOrNothing(path);
    if (!this.seen.has(path)) {
      const was = stat ? numbersOf(stat) : null;
      this.seen.set(path, was);
      this.judge(was);
    }
    return stat;
  }

  /** Takes over what was looked at elsewhere since this was made. */
  add(looks: Iterable<Witness>): void {
    for (const witness of looks) {
      this.added.push(witness);
      this.judge(witness[1]);
    }
  }

  /** Something was concluded from what has not been looked at here. */
  cannotTell(): void {
    this.isSound = false;
  }

  get all(): readonly Witness[] {
    return [...this.seen, ...this.added];
  }

  /** Undefined where they could not tell of a change. */
  list(): readonly Witness[] | undefined {
    return this.isSound ? this.all : undefined;
  }

  private judge(was: Found): void {
    if (was !== null && typeof was !== 'string' && touched(was) >= this.began - CLOCK_TICK) this.isSound = false;
  }
}

/**
 * Whether all of them are what they were.
 *
 * @param before milliseconds since 1970 by the file system's clock; what was touched later cannot be told from what
 *   was touched twice
 */
export function agree(witnesses: readonly Witness[], before: number): boolean {
  return witnesses.every((witness) => {
    const [, was] = witness;
    return isSame(witness) && (was === null || typeof was === 'string' || touched(was) < before);
  });
}

/** The paths at which something else is than there was. */
export function differing(witnesses: readonly Witness[]): string[] {
  return witnesses.filter((witness) => !isSame(witness)).map(([path]) => path);
}

function isSame([path, was]: Witness): boolean {
  if (typeof was === 'string') return lookAt(path) === was;
  const stat = statOrNothing(path);
  if (!stat || !was) return !stat && was === null;
  return numbersOf(stat).every((number, at) => number === was[at]);
}

function touched([, mtime, ctime]: Numbers): number {
  return Math.max(mtime, ctime);
}
