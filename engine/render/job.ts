import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Copy } from '../sources/discover';
import type { PatternData } from '../sources/pattern-data';
import type { GivenFile } from '../user-code/reader';

/** Loads the data of one pattern and renders some of its emits. Plain data, for any thread. */
export interface PatternJob {
  readonly kind: 'pattern';
  readonly spec: string;
  /** Indexes of the emits to render. */
  readonly emits: readonly number[];
  /** Indexes of the emits to render only if the data has changed. */
  readonly ifDataChanged: readonly number[];
  /** Recorded hash of the data; undefined if unknown. */
  readonly before?: string;
}

/** Compiles one generated file that is on disk and up to date. */
export interface CompileJob {
  readonly kind: 'compile';
  /** Relative to the output folder. */
  readonly source: string;
  /** sha256 of the file according to the plan. */
  readonly sha256: string;
  /** Indexes into the settings' compilers; all of them TypeScript. */
  readonly compilers: readonly number[];
}

/** Copies a file. */
export interface CopyJob extends Copy {
  readonly kind: 'copy';
  /** sha256 of the file according to the plan. */
  readonly sha256: string;
}

export type Job = PatternJob | CopyJob | CompileJob;

/** A file in the staging folder. */
export interface StagedFile {
  /** Relative to the output folder. */
  readonly path: string;
  /** Absolute path of the staged file; empty if nothing is written or the same bytes are in place already. */
  readonly staged: string;
  readonly sha256: string;
  readonly size: number;
  /** mtime of the staged file when its bytes were known, in milliseconds since 1970; 0 if nothing is written. */
  readonly mtime: number;
  /** Inode of the staged file at that time. */
  readonly inode: number;
}

export interface CompiledFile extends StagedFile {
  /** Index into the settings' compilers. */
  readonly compiler: number;
  readonly source: string;
}

export interface RenderedFile extends StagedFile {
  readonly emit: number;
  /** The pattern, source file or copied file; null for the whole library. */
  readonly pattern: string | null;
  readonly partials: readonly string[];
  /** See `GeneratedEntry`. */
  readonly formatted?: string;
}

/** An emit whose `when` yielded no file. */
export interface SkippedFile {
  readonly emit: number;
  /** The pattern or source file; null for the whole library. */
  readonly pattern: string | null;
  /** Names of the partials used by the condition. */
  readonly partials: readonly string[];
}

/** A loaded pattern. */
export interface LoadedPattern {
  readonly spec: string;
  /** Hash of its data. */
  readonly data: string;
  /** True if the data is known to be unchanged. */
  readonly isSame: boolean;
  /** Indexes of the emits whose files are up to date because the data is unchanged. */
  readonly kept: readonly number[];
  /** Files that were read for it through `read`. */
  readonly reads: readonly GivenFile[];
}

export function loadedPattern(
  { id, hash, reads }: Pick<PatternData, 'id' | 'hash' | 'reads'>,
  isSame: boolean,
  kept: readonly number[] = [],
): LoadedPattern {
  return { spec: id, data: hash, isSame, kept, reads };
}

/** The result of a job. With failures, it holds the files that succeeded nevertheless. */
export interface JobResult {
  readonly patterns: readonly LoadedPattern[];
  readonly rendered: readonly RenderedFile[];
  readonly skipped: readonly SkippedFile[];
  readonly compiled: readonly CompiledFile[];
  readonly failures: readonly Diagnostic[];
}

/** Time that a thread spent, in nanoseconds of the monotonic clock. */
export interface ThreadTimes {
  render: number;
  compile: number;
}

/** The parts of an earlier file that stay up to date if its inputs come out equal. Plain data. */
export interface FreshPart {
  /** sha256 of the file when it was last written. */
  readonly sha256: string;
  /** Indexes of the compilers whose outputs are up to date while the source keeps its bytes. */
  readonly compilers: readonly number[];
  /** Fingerprint of the formatted text, if its formatting can be reused: see `GeneratedEntry`. */
  readonly formatted?: string;
  /** Hashes of the file and its compiled files on disk. Equal bytes are not written again. */
  readonly inPlace: readonly (readonly [path: string, sha256: string])[];
}

/** By path of the generated file. */
export type FreshParts = ReadonlyMap<string, FreshPart>;
