import { constants, mkdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../state/atomic-write';
import { NotAFileError, withRegular } from '../../state/regular-file';
import { textOrNothing } from '../../state/text-or-nothing';

/** How often the cache had what was asked for, and what compiling the rest took, in nanoseconds. */
export interface CacheUse {
  readonly hits: number;
  readonly misses: number;
  readonly compileNs: number;
}

const USE_FILE = 'nx-workflow-use.log';
/** Bytes from which on the lines are summed up into one: some thousands of runs. */
const COMPACT_FROM_BYTES = 65_536;

/**
 * Adds a run to the totals: one line at the end of a file, so that runs that end at once lose nothing, and no
 * run waits for the disk as it does where a file is replaced. Throws what the file system throws.
 */
export function addUse(folder: string, run: CacheUse): void {
  mkdirSync(folder, { recursive: true });
  let size: number;
  try {
    size = append(join(folder, USE_FILE), lineOf(run));
  } catch (error) {
    if (!(error instanceof NotAFileError)) throw error;
    // Nobody's totals. A folder in that place stays, and is an error.
    rmSync(join(folder, USE_FILE));
    size = append(join(folder, USE_FILE), lineOf(run));
  }
  // What another run adds meanwhile is lost then: the totals only inform.
  if (size >= COMPACT_FROM_BYTES) writeFileAtomic(join(folder, USE_FILE), lineOf(readUse(folder)));
}

/** The totals of all runs since the cache was made; lines that cannot be read count nothing. */
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

/** Returns how long the file was before. */
function append(path: string, line: string): number {
  return withRegular(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, (file, { size }) => {
    writeSync(file, line);
    return size;
  });
}

function lineOf({ hits, misses, compileNs }: CacheUse): string {
  return `${hits} ${misses} ${compileNs}\n`;
}
