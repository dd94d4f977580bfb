import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from './atomic-write';
import { readRegularText } from './regular-file';
import { sweepTemporary } from './sweep';
import { isRecordName, newRunId } from './run-records';

export const CODEGEN_RECORD_VERSION = 1;

/** How many are kept; the oldest go first. Enough for the run records that are kept, at 20 codegen tasks each. */
export const KEPT_CODEGEN_RECORDS = 1000;

/**
 * What one codegen task did when it really ran, as schemas/codegen-record.json describes it. A task that Nx
 * replays from its cache leaves none. Durations are nanoseconds by the monotonic clock.
 */
export interface CodegenRecord {
  readonly version: typeof CODEGEN_RECORD_VERSION;
  /** Nx's name of the task: project:target, with the configuration where there is one. */
  readonly task: string;
  /** Nx's hash of the task; null in a batch, where Nx tells its worker none. */
  readonly hash: string | null;
  /** Milliseconds since 1970, in the process that generated: within the task's start and end as Nx gives them. */
  readonly startTime: number;
  readonly success: boolean;
  readonly durationNs: number;
  /** Threads that rendered, the main one included. */
  readonly workers: number;
  /** The three optimizations, as the options had them. */
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
 * Writes one record and removes the oldest beyond {@link KEPT_CODEGEN_RECORDS}. Never fails: a state folder
 * that cannot be written is reported once a run, by the one who writes the run's record.
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
    // The profile then has no phases for this task.
  }
}

/** The records of a span of time, both ends included, the oldest first. Damaged files and other versions are left out. */
export function readCodegenRecords(stateFolder: string, from: number, to: number): CodegenRecord[] {
  const folder = codegenFolder(stateFolder);
  // A name begins with the time; names are compared up to its whole milliseconds.
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

/** Sorted: a name begins with its time. */
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
