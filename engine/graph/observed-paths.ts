import type { Stats } from 'node:fs';
import { type PathState, pathState, type StatNumbers, numbersOf } from '../../modules/path-state';
import { CLOCK_TICK, statOrNothing } from './stat';

/**
 * The recorded state of a file or folder (absolute path): null if it was missing; a string for the path itself without
 * following links; else the stat behind links.
 */
export type ObservedPath = readonly [path: string, was: PathState];

/**
 * The files and folders that a result depends on: folders listed, files found or missed. While none of them has
 * changed, the result need not be computed again.
 */
export class ObservedPaths {
  private readonly seen = new Map<string, StatNumbers | null>();
  private readonly added: ObservedPath[] = [];
  private readonly began = Date.now();
  /** False if something was touched just before: another change in the same clock tick would not show. */
  private isReliable = true;

  /** Stats a file or folder and records it. To be called before the result is computed. */
  stat(path: string): Stats | undefined {
    const stat = statOrNothing(path);
    if (!this.seen.has(path)) {
      const was = stat ? numbersOf(stat) : null;
      this.seen.set(path, was);
      this.checkAge(was);
    }
    return stat;
  }

  /** Adds paths that were observed elsewhere since this object was made. */
  add(paths: Iterable<ObservedPath>): void {
    for (const path of paths) {
      this.added.push(path);
      this.checkAge(path[1]);
    }
  }

  /** Marks the list as incomplete: the result depends on something that was not recorded. */
  markIncomplete(): void {
    this.isReliable = false;
  }

  get all(): readonly ObservedPath[] {
    return [...this.seen, ...this.added];
  }

  /** Undefined if a change could be missed. */
  list(): readonly ObservedPath[] | undefined {
    return this.isReliable ? this.all : undefined;
  }

  private checkAge(was: PathState): void {
    if (was !== null && typeof was !== 'string' && touched(was) >= this.began - CLOCK_TICK) this.isReliable = false;
  }
}

/**
 * True if all observed paths are unchanged.
 *
 * @param before milliseconds since 1970 by the file system's clock; a path that was touched later counts as changed,
 * because a second change would not show
 */
export function areUnchanged(observed: readonly ObservedPath[], before: number): boolean {
  return observed.every((path) => {
    const [, was] = path;
    return isSame(path) && (was === null || typeof was === 'string' || touched(was) < before);
  });
}

/** Paths whose state has changed. */
export function changedPaths(observed: readonly ObservedPath[]): string[] {
  return observed.filter((path) => !isSame(path)).map(([path]) => path);
}

function isSame([path, was]: ObservedPath): boolean {
  if (typeof was === 'string') return pathState(path) === was;
  const stat = statOrNothing(path);
  if (!stat || !was) return !stat && was === null;
  return numbersOf(stat).every((number, at) => number === was[at]);
}

function touched([, mtime, ctime]: StatNumbers): number {
  return Math.max(mtime, ctime);
}
