import { constants, mkdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../state/atomic-write';
import { NotAFileError, withRegular } from '../../state/regular-file';
import { textOrNothing } from '../../state/text-or-nothing';

/** Cache hits and misses, and the time to compile the misses in nanoseconds. */
export interface CacheUse {
  readonly hits: number;
  readonly misses: number;
  readonly compileNs: number;
}

const USE_FILE = 'nx-workflow-use.log';
/** Size from which the lines are merged into one: after some thousands of runs. */
const COMPACT_FROM_BYTES = 65_536;

/**
 * Adds a run to the totals by appending a line to a file. Concurrent runs lose nothing, and no run waits for the disk
 * as when a file is replaced. Throws errors of the file system.
 */
export function addUse(folder: string, run: CacheUse): void {
  mkdirSync(folder, { recursive: true });
  let size: number;
  try {
    size = append(join(folder, USE_FILE), lineOf(run));
  } catch (error) {
    if (!(error instanceof NotAFileError)) throw error;
    // Replace a special file. A folder in its place is an error.
    rmSync(join(folder, USE_FILE));
    size = append(join(folder, USE_FILE), lineOf(run));
  }
  // Lines that other runs append meanwhile are lost; the totals are only informative.
  if (size >= COMPACT_FROM_BYTES) writeFileAtomic(join(folder, USE_FILE), lineOf(readUse(folder)));
}

/** The totals of all runs since the cache was created; unreadable lines are ignored. */
export function readUse(folder: string): CacheUse {
  const sum = { hits: 0, misses: 0, compileNs: 0 };
  const text = textOrNothing(join(folder, USE_FILE)) ?? '';
  for (const [, hits, misses, compileNs] of text.matchAll(/^(\d{1,15}) (\d{1,15}) (\d{1,15})$/gm)) {
    sum.hits += Number(hits);
    sum.misses += Number(misses);
    sum.compileNs += Number(compileNs);
  }
  return sum;
}

export function resetUse(folder: string): void {
  rmSync(join(folder, USE_FILE), { recursive: true, force: true });
}

/** Appends a line; returns the previous size of the file. */
function append(path: string, line: string): number {
  return withRegular(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, (file, { size }) => {
    writeSync(file, line);
    return size;
  });
}

function lineOf({ hits, misses, compileNs }: CacheUse): string {
  return `${hits} ${misses} ${compileNs}\n`;
}
