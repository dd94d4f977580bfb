import { statSync, type Stats } from 'node:fs';

/** File systems step their clocks in ticks of up to about this many milliseconds. */
export const CLOCK_TICK = 20;

/** Whether a file may have been changed since a time, in milliseconds since 1970. */
export function isTouchedSince(path: string, since: number): boolean {
  const stat = statOrNothing(path);
  return stat !== undefined && Math.max(stat.mtimeMs, stat.ctimeMs) >= since;
}

/** Differs for each file that is put in the place of another; empty where there is none. */
export function identityOf(stat: Stats | undefined): string {
  return stat ? [stat.size, stat.mtimeMs, stat.ctimeMs, stat.ino].join(' ') : '';
}

/** A path through a file (`a.txt/b`) is an error even where `throwIfNoEntry` is off: there is no such file, too. */
export function statOrNothing(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}
