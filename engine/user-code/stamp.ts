import type { Stats } from 'node:fs';
import { sha256 } from '../../state/hash';
import { readRegular } from '../../state/regular-file';
import { CLOCK_TICK, statOrNothing } from '../graph/stat';
import { folderValue, linkValue, probeValue } from './reads';

/** What a file, a folder or a place was when user code read it first. Plain data. */
export interface Stamp {
  /** Of a file its bytes, of a folder its names, of a place what is there, of a path where it leads. */
  readonly value: string;
  /** Of a file: while its stat is this, its bytes are the same. */
  readonly stat?: string;
}

export type StampedKind = 'file' | 'folder' | 'probe' | 'link';

/** Undefined where the system does not let us look. @param path absolute */
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

/** Whether a read gives now what it gave when the stamp was made. */
export function matchesStamp(kind: StampedKind, path: string, stamp: Stamp): boolean {
  if (stamp.stat !== undefined && reliableStat(statOrNothing(path)) === stamp.stat) return true;
  return stampOf(kind, path)?.value === stamp.value;
}

/** Undefined where a change may leave it as it is: no file, or one that was touched just now. */
function reliableStat(stat: Stats | undefined): string | undefined {
  if (!stat?.isFile()) return undefined;
  const { size, mtimeMs, ctimeMs, ino } = stat;
  return Math.max(mtimeMs, ctimeMs) < Date.now() - CLOCK_TICK ? `${size} ${mtimeMs} ${ctimeMs} ${ino}` : undefined;
}
