import type { Spec } from './spec';

/** The manifest entry of a source file that a load module reads: a node of the graph. Plain data. */
export interface SourceEntry {
  /** sha256 over the file, the code of the load module and the option `items`. */
  readonly fingerprint: string;
  /** sha256 by path of the files that were read for it through `read`, sorted. */
  readonly reads?: Readonly<Record<string, string>>;
  /** sha256 of its whole data. */
  readonly data: string;
  /** sha256 of each pattern's data by JSON Pointer, in order. */
  readonly items: Readonly<Record<string, string>>;
}

/** The source files of a target with a load module. */
export interface LoadedSources {
  /** Entries by path, in order of the files. */
  readonly entries: ReadonlyMap<string, SourceEntry>;
  /** Paths of stale files: loaded in this run, or still to be loaded. */
  readonly due: ReadonlySet<string>;
}

export const NO_SOURCES: LoadedSources = { entries: new Map(), due: new Set() };

/** Loaded data as a spec. Its parts have no places in the text. */
export function loadedSpec(path: string, data: unknown): Spec {
  return { path, data, locate: () => ({ file: path }) };
}
