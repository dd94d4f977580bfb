import type { SeenRead } from './read-observer';

/** Reads of user code in a thread. Plain data. */
export interface ObservedReads {
  /** Reads of this target's code. */
  readonly own: readonly SeenRead[];
  /**
   * Reads of other targets whose code shares modules with it: this target may have used values that those modules
   * cached.
   */
  readonly shared: readonly SeenRead[];
  /** Absolute paths that user code has created. */
  readonly written: readonly string[];
}

export const NO_READS: ObservedReads = { own: [], shared: [], written: [] };

export function mergeReads(all: readonly ObservedReads[]): ObservedReads {
  return {
    own: all.flatMap(({ own }) => own),
    shared: all.flatMap(({ shared }) => shared),
    written: [...new Set(all.flatMap(({ written }) => written))],
  };
}
