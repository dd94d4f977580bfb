import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { writeFileAtomic } from './atomic-write';
import { readRegularText } from './regular-file';
import { sweepTemporary } from './sweep';

export const RUN_RECORD_VERSION = 1;

/** The number of records that are kept without NX_WORKFLOW_KEEP_RUNS; the oldest are removed first. */
export const KEPT_RUNS = 50;

/** The most bytes of all records together; the newest record is always kept. */
export const MAX_TOTAL_BYTES = 100_000_000;

/**
 * `skipped`: a dependency failed. `stopped`: a continuous task that was ended. Nx mostly does not report tasks that it did
 * not reach, and they are not in the record.
 */
export type TaskStatus = 'ran' | 'local-cache' | 'remote-cache' | 'failed' | 'skipped' | 'stopped';

/** One run of Nx; see schemas/run-record.json. Times are milliseconds since 1970. */
export interface RunRecord {
  readonly version: typeof RUN_RECORD_VERSION;
  /** The record's file name without extension; sorts by time. */
  readonly id: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly ms: number;
  /** The arguments of `nx`. */
  readonly command: readonly string[];
  /** The number of tasks that Nx ran at a time; null if unknown. */
  readonly parallel: number | null;
  /** The number of cores available to Node. */
  readonly cores: number;
  readonly versions: { readonly nx: string; readonly 'nx-workflow': string; readonly node: string };
  /** Sorted by start, then by name; tasks without a start come last. */
  readonly tasks: readonly TaskRecord[];
}

export interface TaskRecord {
  /** Nx's id of the task: project:target, with the configuration if there is one. */
  readonly task: string;
  readonly project: string;
  readonly target: string;
  readonly configuration?: string;
  readonly status: TaskStatus;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly ms?: number;
  readonly hash?: string;
  /** The parts of the hash: the command, and each input with its own hash. */
  readonly hashDetails?: { readonly command: string; readonly nodes: Readonly<Record<string, string>> };
  /** Tasks of the same run that this one waited for, sorted. */
  readonly dependsOn: readonly string[];
  /** The members of `dependsOn` that are order edges: nothing of them is hashed. Sorted. */
  readonly orderOnly?: readonly string[];
  /** True for a continuous task: other tasks do not wait for its end. */
  readonly continuous?: true;
  /** True for a target that only runs the tasks of a workflow or phase. */
  readonly umbrella?: true;
  /** For tasks of a workflow file. */
  readonly workflow?: string;
  readonly phase?: string;
  readonly id?: number;
}

export function runsFolder(stateFolder: string): string {
  return join(stateFolder, 'runs');
}

/** A new record id: the time, in characters that are valid on any file system, and a random part. */
export function newRunId(startTime: number): string {
  return `${new Date(startTime).toISOString().replace(/[:.]/g, '-')}-${randomBytes(3).toString('hex')}`;
}

/** True if a file name is that of a record. Only records are removed. */
export function isRecordName(name: string): boolean {
  return /^[+-]?\d{4,6}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z-[0-9a-f]{6}\.json$/.test(name);
}

/** The number of records to keep: NX_WORKFLOW_KEEP_RUNS if that is a whole number; 0 for none. */
export function keptRuns(env: NodeJS.ProcessEnv = process.env): number {
  const text = env['NX_WORKFLOW_KEEP_RUNS'];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : KEPT_RUNS;
}

/**
 * Writes one record and removes the oldest beyond `keep`, or beyond {@link MAX_TOTAL_BYTES} in total. Safe for concurrent
 * runs: each writes its own file, and a file that another run has just removed is not an error. Throws errors of the file
 * system.
 */
export function writeRun(stateFolder: string, record: RunRecord, keep: number = KEPT_RUNS): void {
  const folder = runsFolder(stateFolder);
  sweepTemporary(folder);
  if (keep > 0) writeFileAtomic(join(folder, `${record.id}.json`), `${JSON.stringify(record)}\n`);
  let bytes = 0;
  const place = (id: string): string => join(folder, `${id}.json`);
  const own = listRuns(stateFolder).filter((id) => isRecordName(`${id}.json`));
  for (const [newer, id] of own.reverse().entries()) {
    bytes += lstatSync(place(id), { throwIfNoEntry: false })?.size ?? 0;
    if (newer >= keep || (newer > 0 && bytes > MAX_TOTAL_BYTES)) rmSync(place(id), { recursive: true, force: true });
  }
}

/** The ids of all records, oldest first; empty if the folder does not exist. */
export function listRuns(stateFolder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(runsFolder(stateFolder));
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/** One record; undefined if it is missing, damaged or of another version. */
export function readRun(stateFolder: string, id: string): RunRecord | undefined {
  try {
    return parseRun(readRegularText(join(runsFolder(stateFolder), `${id}.json`)));
  } catch {
    return undefined;
  }
}

/** Parses the text of a record; undefined if it is not one, or of another version. */
export function parseRun(text: string): RunRecord | undefined {
  let record: RunRecord | null;
  try {
    record = JSON.parse(text) as RunRecord | null;
  } catch {
    return undefined;
  }
  return record?.version === RUN_RECORD_VERSION && Array.isArray(record.tasks) ? record : undefined;
}

/** All readable records, oldest first. */
export function readRuns(stateFolder: string): RunRecord[] {
  return listRuns(stateFolder).flatMap((id) => readRun(stateFolder, id) ?? []);
}

/** The newest readable record. */
export function readLastRun(stateFolder: string): RunRecord | undefined {
  const ids = listRuns(stateFolder);
  for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
    const record = readRun(stateFolder, id);
    if (record) return record;
  }
  return undefined;
}
