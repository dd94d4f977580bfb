import { join } from 'node:path';
import { sha256 } from '../state/hash';
import { readRegular } from '../state/regular-file';
import { saveIndex } from './graph/file-index';
import type { FreshState, IndexEntry } from './graph/index-file';
import { MANIFEST_NAME } from './graph/manifest-name';
import { pathOfIndex, type Scan } from './quick-check';
import type { Settings } from './settings';

/** What a run that redid some files leaves for the next one. */
export interface Left {
  /** The manifest's text. */
  readonly manifest: string;
  readonly fresh: FreshState;
  /** Entries that are not those of the scan's index any more, by position. */
  readonly changes: ReadonlyMap<number, IndexEntry>;
}

/** Where a run finds what the last one left, and leaves it itself: on the disk, or in a process that lives on. */
export interface Keeping {
  /** Whether no other run has written since the scan; asked while the output folder is ours. */
  isStill(): boolean;
  /** Told when the manifest has been written, while the output folder is still ours. */
  wrote(): void;
  /** Told at the end, where nothing is left to do. */
  keep(left: Left): void;
}

export function keepOnDisk(settings: Settings, { index, manifest }: Scan): Keeping {
  const path = join(settings.workspaceRoot, settings.outputDir, MANIFEST_NAME);
  return {
    isStill: () => {
      try {
        return readRegular(path).equals(Buffer.from(manifest));
      } catch {
        return false;
      }
    },
    wrote: () => undefined,
    keep: (left) => {
      const header = { manifest: sha256(left.manifest), fresh: left.fresh };
      saveIndex(pathOfIndex(settings), index.updated(header, left.changes).encoded());
    },
  };
}
