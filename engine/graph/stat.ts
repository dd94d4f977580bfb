import { statSync, type Stats } from 'node:fs';

/** Longest step of a file system's clock, in milliseconds. */
export const CLOCK_TICK = 20;

/** True if a file may have changed since a time, in milliseconds since 1970. */
export function isTouchedSince(path: string, since: number): boolean {
  const stat = statOrNothing(path);
  return stat !== undefined && Math.max(stat.mtimeMs, stat.ctimeMs) >= since;
}

/** A key that changes whenever the file is replaced or modified; empty if there is none. */
export function identityOf(stat: Stats | undefined): string {
  return stat ? [stat.size, stat.mtimeMs, stat.ctimeMs, stat.ino].join(' ') : '';
}

/**
 * Stats a path; undefined if nothing is there. A path through a file (`a.txt/b`) throws even with `throwIfNoEntry:
 * false`, but means the same.
 */
export function statOrNothing(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}
