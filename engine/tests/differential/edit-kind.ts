import type { Random } from './random';
import type { World } from './world';

/** What an edit may do beside changing the world: to files that the world does not hold. */
export interface Disk {
  readonly outputs: () => readonly string[];
  readonly write: (path: string, text: string) => void;
  readonly append: (path: string, text: string) => void;
  readonly remove: (path: string) => void;
  /** Writes the same bytes again. */
  readonly touch: (path: string) => void;
  /** Replaces a file by one of the same size under the same times. */
  readonly replaceUnderSameTimes: (path: string, text: string) => void;
  readonly removeState: () => void;
  /** Puts back an output folder of an earlier run, as Nx's cache does. */
  readonly restoreOutputs: (random: Random) => void;
  /** Kills the next run before its n-th change of the file system. */
  readonly killNextRunAt: (step: number) => void;
}

/**
 * Names what it has changed, as `explain` should: one of the names, or nothing where nothing needs to be due. Says
 * undefined where it found nothing to change.
 */
export type EditKind = (world: World, random: Random, disk: Disk) => readonly string[] | undefined;

/** What an output that is edited holds from then on. */
export const BY_HAND = 'by hand\n';

/** In place of a name: whatever is due has more reasons than the edits. */
export const ANYTHING = '*';
