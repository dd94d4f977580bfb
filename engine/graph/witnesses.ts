import type { Stats } from 'node:fs';
import { type Found, lookAt, type Numbers, numbersOf } from '../../modules/look';
import { CLOCK_TICK, statOrNothing } from './stat';

/**
 * The recorded state of a file or folder (absolute path): null if it was missing; a string for the path itself without
 * following links; else the stat behind links.
 */
export type Witness = readonly [path: string, was: Found];

/**
 * The files and folders that a result depends on: folders listed, files found or missed. While none of them has
 * changed, the result need not be computed again.
 */
export class Witnesses {
  private readonly seen = new Map<string, Numbers | null>();
  private readonly added: Witness[] = [];
  private readonly began = Date.now();
  /** False if something was touched just before: another change in the same clock tick would not show. */
  private isReliable = true;

  /** Stats a file or folder and records it. To be called before the result is computed. */
  look(path: string): Stats | undefined {
    const stat = statOrNothing(path);
    if (!this.seen.has(path)) {
      const was = stat ? numbersOf(stat) : null;
      this.seen.set(path, was);
      this.checkAge(was);
    }
    return stat;
  }

  /** Adds witnesses that were recorded elsewhere since this object was made. */
  add(looks: Iterable<Witness>): void {
    for (const witness of looks) {
      this.added.push(witness);
      this.checkAge(witness[1]);
    }
  }

  /** Marks the list as incomplete: the result depends on something that was not recorded. */
  markIncomplete(): void {
    this.isReliable = false;
  }

  get all(): readonly Witness[] {
    return [...this.seen, ...this.added];
  }

  /** Undefined if the witnesses could miss a change. */
  list(): readonly Witness[] | undefined {
    return this.isReliable ? this.all : undefined;
  }

  private checkAge(was: Found): void {
    if (was !== null && typeof was !== 'string' && touched(was) >= this.began - CLOCK_TICK) this.isReliable = false;
  }
}

/**
 * True if all witnesses are unchanged.
 *
 * @param before milliseconds since 1970 by the file system's clock; a path that was touched later counts as changed,
 * because a second change would not show
 */
export function areUnchanged(witnesses: readonly Witness[], before: number): boolean {
  return witnesses.every((witness) => {
    const [, was] = witness;
    return isSame(witness) && (was === null || typeof was === 'string' || touched(was) < before);
  });
}

/** Paths whose state has changed. */
export function changedPaths(witnesses: readonly Witness[]): string[] {
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
