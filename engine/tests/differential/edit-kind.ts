import type { Random } from './random';
import type { World } from './world';

/** Changes that an edit may make to files outside the model of the world. */
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
  /** Restores the output folder of an earlier run, as Nx's cache does. */
  readonly restoreOutputs: (random: Random) => void;
  /** Kills the next run before its n-th change to the file system. */
  readonly killNextRunAt: (step: number) => void;
}

/**
 * Applies an edit and returns names that `explain` should mention: at least one of them, or empty if nothing needs to
 * be due. Returns undefined if there was nothing to edit.
 */
export type EditKind = (world: World, random: Random, disk: Disk) => readonly string[] | undefined;

/** Content of an edited output. */
export const BY_HAND = 'by hand\n';

/** Instead of a name: due files may have any reasons. */
export const ANYTHING = '*';
