import type { SeenRead } from './read-observer';

/** What user code has read in a thread. Plain data. */
export interface ObservedReads {
  /** By the code of this target. */
  readonly own: readonly SeenRead[];
  /** By code that shares modules with it, for another target: what those remember, this target may have used. */
  readonly shared: readonly SeenRead[];
  /** What user code has made itself, by absolute paths. */
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
