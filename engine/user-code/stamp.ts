import type { Stats } from 'node:fs';
import { sha256 } from '../../state/hash';
import { readRegular } from '../../state/regular-file';
import { CLOCK_TICK, statOrNothing } from '../graph/stat';
import { folderValue, linkValue, probeValue } from './reads';

/** The state of something when user code first read it. Plain data. */
export interface Stamp {
  /** Hash of the bytes of a file or the names of a folder, the type at a path, or the target of a link. */
  readonly value: string;
  /** For files: while the stat is equal, the bytes are too. */
  readonly stat?: string;
}

export type StampedKind = 'file' | 'folder' | 'probe' | 'link';

/**
 * Records the state of a path; undefined if the system refuses access.
 *
 * @param path absolute
 */
export function stampOf(kind: StampedKind, path: string): Stamp | undefined {
  try {
    if (kind === 'folder') return { value: folderValue(path) };
    if (kind === 'link') return { value: linkValue(path) };
    const before = kind === 'file' ? statOrNothing(path) : undefined;
    if (!before?.isFile()) return { value: probeValue(path) };
    const stat = reliableStat(before);
    return { value: sha256(readRegular(path)), ...(stat === undefined ? {} : { stat }) };
  } catch {
    return undefined;
  }
}

/** True if the state is the same as in the stamp. */
export function matchesStamp(kind: StampedKind, path: string, stamp: Stamp): boolean {
  if (stamp.stat !== undefined && reliableStat(statOrNothing(path)) === stamp.stat) return true;
  return stampOf(kind, path)?.value === stamp.value;
}

/** Undefined if a change might not show: not a file, or touched just now. */
function reliableStat(stat: Stats | undefined): string | undefined {
  if (!stat?.isFile()) return undefined;
  const { size, mtimeMs, ctimeMs, ino } = stat;
  return Math.max(mtimeMs, ctimeMs) < Date.now() - CLOCK_TICK ? `${size} ${mtimeMs} ${ctimeMs} ${ino}` : undefined;
}
