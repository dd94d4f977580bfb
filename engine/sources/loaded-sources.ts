import type { Spec } from './spec';

/** What the manifest keeps of a source file that a load module has read: a node of the graph. Plain data. */
export interface SourceEntry {
  /** sha256 over the file, the code of the load module and the option `items`. */
  readonly fingerprint: string;
  /** sha256 by path of the files that `read` gave for it, sorted. */
  readonly reads?: Readonly<Record<string, string>>;
  /** sha256 of all its data. */
  readonly data: string;
  /** sha256 of each pattern's data by the JSON Pointer to it, in their order. */
  readonly items: Readonly<Record<string, string>>;
}

/** The source files of a target with a load module. */
export interface LoadedSources {
  /** By path, in the order of the files. */
  readonly entries: ReadonlyMap<string, SourceEntry>;
  /** Paths of those that are not up to date as the manifest has them: loaded in this run, or yet to be loaded. */
  readonly due: ReadonlySet<string>;
}

export const NO_SOURCES: LoadedSources = { entries: new Map(), due: new Set() };

/** What stands in for parsed data: no part of it has a place in the text. */
export function loadedSpec(path: string, data: unknown): Spec {
  return { path, data, locate: () => ({ file: path }) };
}
