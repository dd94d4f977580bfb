import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Copy } from '../sources/discover';
import type { PatternData } from '../sources/pattern-data';
import type { GivenFile } from '../user-code/reader';

/** Load the data of one pattern and render some of its emits. Plain data, ready for a thread. */
export interface PatternJob {
  readonly kind: 'pattern';
  readonly spec: string;
  /** Indexes into the settings' emits, of those to render. */
  readonly emits: readonly number[];
  /** Of those to render only if the data is another than before. */
  readonly ifDataChanged: readonly number[];
  /** The hash of the data as it was; undefined where that is not known. */
  readonly before?: string;
}

/** Compile one generated file that is on disk and up to date. */
export interface CompileJob {
  readonly kind: 'compile';
  /** Relative to the output folder. */
  readonly source: string;
  /** Of the file as the plan has seen it. */
  readonly sha256: string;
  /** Indexes into the settings' compilers; all of them TypeScript. */
  readonly compilers: readonly number[];
}

/** Take a file over as it is. */
export interface CopyJob extends Copy {
  readonly kind: 'copy';
  /** Of the file as the plan has seen it. */
  readonly sha256: string;
}

export type Job = PatternJob | CopyJob | CompileJob;

/** Bytes that wait in the staging folder. */
export interface StagedFile {
  /** Relative to the output folder. */
  readonly path: string;
  /** Absolute path of the waiting file; empty where nothing is written, or these bytes are in place already. */
  readonly staged: string;
  readonly sha256: string;
  readonly size: number;
  /** Of the waiting file when its bytes were known, in milliseconds since 1970; 0 where nothing is written. */
  readonly mtime: number;
  /** The same. */
  readonly inode: number;
}

export interface CompiledFile extends StagedFile {
  /** Index into the settings' compilers. */
  readonly compiler: number;
  readonly source: string;
}

export interface RenderedFile extends StagedFile {
  readonly emit: number;
  /** What it is made from: a pattern, a source file, a file that is copied, or null for the whole library. */
  readonly pattern: string | null;
  readonly partials: readonly string[];
  /** See `GeneratedEntry`. */
  readonly formatted?: string;
}

/** An emit that gave no file, because of its `when`. */
export interface SkippedFile {
  readonly emit: number;
  /** As that of a file. */
  readonly pattern: string | null;
  /** What the condition asked for. */
  readonly partials: readonly string[];
}

/** The data of a pattern that was loaded. */
export interface LoadedPattern {
  readonly spec: string;
  /** The hash of its data. */
  readonly data: string;
  /** Whether the data surely came out as it was. */
  readonly isSame: boolean;
  /** Indexes of the emits whose files stand, because the data came out as it was. */
  readonly kept: readonly number[];
  /** The files that `read` gave for it. */
  readonly reads: readonly GivenFile[];
}

export function loadedPattern(
  { id, hash, reads }: Pick<PatternData, 'id' | 'hash' | 'reads'>,
  isSame: boolean,
  kept: readonly number[] = [],
): LoadedPattern {
  return { spec: id, data: hash, isSame, kept, reads };
}

/** What a job gave. With failures, the files are those that succeeded before or beside them. */
export interface JobResult {
  readonly patterns: readonly LoadedPattern[];
  readonly rendered: readonly RenderedFile[];
  readonly skipped: readonly SkippedFile[];
  readonly compiled: readonly CompiledFile[];
  readonly failures: readonly Diagnostic[];
}

/** Nanoseconds of a thread's own time, by the monotonic clock. */
export interface ThreadTimes {
  render: number;
  compile: number;
}

/** What of an earlier run's work on a file is up to date, if what comes before it comes out as it was. Plain data. */
export interface FreshPart {
  /** Of the file as it is in its place, if it is as it was left. */
  readonly sha256: string;
  /** Indexes of the compilers whose files are up to date as long as the source keeps its bytes. */
  readonly compilers: readonly number[];
  /** Its formatting stands where it would be made from the same again: see `GeneratedEntry`. */
  readonly formatted?: string;
  /** What lies in the places of the file and of what is compiled of it: bytes that come out the same are not written. */
  readonly inPlace: readonly (readonly [path: string, sha256: string])[];
}

/** By the generated file's path. */
export type FreshParts = ReadonlyMap<string, FreshPart>;
