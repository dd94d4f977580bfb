import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from './atomic-write';
import { readRegularText } from './regular-file';
import { sweepTemporary } from './sweep';
import { isRecordName, newRunId } from './run-records';

export const CODEGEN_RECORD_VERSION = 1;

/** The most records that are kept, enough for all kept run records with 20 codegen tasks each. */
export const KEPT_CODEGEN_RECORDS = 1000;

/**
 * The record of one executed codegen task; see schemas/codegen-record.json. A cache hit leaves none. Durations are
 * nanoseconds of the monotonic clock.
 */
export interface CodegenRecord {
  readonly version: typeof CODEGEN_RECORD_VERSION;
  /** Nx's id of the task: project:target, with the configuration if there is one. */
  readonly task: string;
  /** Nx's hash of the task; null in a batch, where executors do not get it. */
  readonly hash: string | null;
  /** Milliseconds since 1970 by the generating process; between the task's start and end in Nx. */
  readonly startTime: number;
  readonly success: boolean;
  readonly durationNs: number;
  /** Number of rendering threads, including the main thread. */
  readonly workers: number;
  /** The optimizations that the options turned on or off. */
  readonly optimizations: {
    readonly templateCache: boolean;
    readonly parallelGeneration: boolean;
    readonly incrementalCompilation: boolean;
  };
  readonly templates: { readonly total: number; readonly hits: number; readonly durationNs: number };
  readonly generation: {
    readonly fresh: number;
    readonly rendered: number;
    readonly pruned: number;
    readonly durationNs: number;
  };
  readonly compilation: {
    readonly fresh: number;
    readonly compiled: number;
    readonly pruned: number;
    readonly durationNs: number;
  };
}

/**
 * Writes one record and removes the oldest beyond {@link KEPT_CODEGEN_RECORDS}. Never fails: a state folder that cannot
 * be written is reported once per run, when the run record is written.
 */
export function writeCodegenRecord(stateFolder: string, record: CodegenRecord): void {
  const folder = codegenFolder(stateFolder);
  const before = sweepTemporary(folder);
  const own = `${newRunId(record.startTime)}.json`;
  try {
    writeFileAtomic(join(folder, own), `${JSON.stringify(record)}\n`);
    const names = recordsAmong([...before, own]).filter(isRecordName);
    for (const name of names.slice(0, -KEPT_CODEGEN_RECORDS))
      rmSync(join(folder, name), { recursive: true, force: true });
  } catch {
    // The profile will have no phases for this task.
  }
}

/** The records of a time span, both ends included, oldest first. Ignores damaged files and other versions. */
export function readCodegenRecords(stateFolder: string, from: number, to: number): CodegenRecord[] {
  const folder = codegenFolder(stateFolder);
  // Names begin with the time, and are compared up to its milliseconds.
  const [first, last] = [timeOf(newRunId(from)), timeOf(newRunId(to))];
  return listNames(folder)
    .filter((name) => timeOf(name) >= first && timeOf(name) <= last)
    .flatMap((name) => readRecord(join(folder, name)) ?? []);
}

function codegenFolder(stateFolder: string): string {
  return join(stateFolder, 'codegen');
}

function timeOf(name: string): string {
  return name.slice(0, '2000-01-01T00-00-00-000Z'.length);
}

function listNames(folder: string): string[] {
  try {
    return recordsAmong(readdirSync(folder));
  } catch {
    return [];
  }
}

/** Sorted by name, and so by time. */
function recordsAmong(names: readonly string[]): string[] {
  return names.filter((name) => name.endsWith('.json')).sort();
}

function readRecord(path: string): CodegenRecord | undefined {
  try {
    const record = JSON.parse(readRegularText(path)) as CodegenRecord | null;
    return record?.version === CODEGEN_RECORD_VERSION && typeof record.task === 'string' ? record : undefined;
  } catch {
    return undefined;
  }
}
