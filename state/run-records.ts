import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { writeFileAtomic } from './atomic-write';
import { readRegularText } from './regular-file';
import { sweepTemporary } from './sweep';

export const RUN_RECORD_VERSION = 1;

/** How many records are kept where NX_WORKFLOW_KEEP_RUNS does not say; the oldest go first. */
export const KEPT_RUNS = 50;

/** Bytes that all records together may have; the newest one may have more. */
export const MOST_BYTES = 100_000_000;

/**
 * `skipped`: a task that it waits for failed. `stopped`: a continuous task that was ended. Of the tasks
 * that Nx did not get to it mostly tells nothing, and they are not in the record.
 */
export type TaskStatus = 'ran' | 'local-cache' | 'remote-cache' | 'failed' | 'skipped' | 'stopped';

/** One run of Nx, as schemas/run-record.json describes it. Times are milliseconds since 1970. */
export interface RunRecord {
  readonly version: typeof RUN_RECORD_VERSION;
  /** The record's file name without extension; sorts by time. */
  readonly id: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly ms: number;
  /** What stood behind `nx` on the command line. */
  readonly command: readonly string[];
  /** How many tasks Nx ran at a time; null where that is not known. */
  readonly parallel: number | null;
  /** Cores that the machine gave to Node. */
  readonly cores: number;
  readonly versions: { readonly nx: string; readonly 'nx-workflow': string; readonly node: string };
  /** Sorted by start, then by name; tasks without a start come last. */
  readonly tasks: readonly TaskRecord[];
}

export interface TaskRecord {
  /** Nx's name of the task: project:target, with the configuration where there is one. */
  readonly task: string;
  readonly project: string;
  readonly target: string;
  readonly configuration?: string;
  readonly status: TaskStatus;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly ms?: number;
  readonly hash?: string;
  /** What the hash was made from: the command, and each input with its own hash. */
  readonly hashDetails?: { readonly command: string; readonly nodes: Readonly<Record<string, string>> };
  /** Tasks of the same run that this one waited for, sorted. */
  readonly dependsOn: readonly string[];
  /** Those of `dependsOn` that are waited for by order alone: nothing of them is hashed. Sorted. */
  readonly orderOnly?: readonly string[];
  /** Nobody waits for its end. */
  readonly continuous?: true;
  /** Runs the tasks of a workflow or phase, and does nothing itself. */
  readonly umbrella?: true;
  /** For tasks of a workflow file. */
  readonly workflow?: string;
  readonly phase?: string;
  readonly id?: number;
}

export function runsFolder(stateFolder: string): string {
  return join(stateFolder, 'runs');
}

/** A new record's id: the time with letters that any file system takes, then chance. */
export function newRunId(startTime: number): string {
  return `${new Date(startTime).toISOString().replace(/[:.]/g, '-')}-${randomBytes(3).toString('hex')}`;
}

/** True if a file's name is one that we give a record: only those are removed. */
export function isRecordName(name: string): boolean {
  return /^[+-]?\d{4,6}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z-[0-9a-f]{6}\.json$/.test(name);
}

/** How many records to keep: NX_WORKFLOW_KEEP_RUNS where that is a whole number, 0 for none. */
export function keptRuns(env: NodeJS.ProcessEnv = process.env): number {
  const text = env['NX_WORKFLOW_KEEP_RUNS'] ?? '';
  return /^\d+$/.test(text) ? Number(text) : KEPT_RUNS;
}

/**
 * Writes one record and removes the oldest beyond `keep`, or beyond {@link MOST_BYTES} in all. Runs that end at the same
 * time do not disturb each other: each has a file of its own, and one that another removed first is gone all the same.
 * Throws what the file system throws.
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
    if (newer >= keep || (newer > 0 && bytes > MOST_BYTES)) rmSync(place(id), { recursive: true, force: true });
  }
}

/** The ids of all records, the oldest first. A folder that is not there has none. */
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

/** One record; undefined where it is gone, damaged or of another version. */
export function readRun(stateFolder: string, id: string): RunRecord | undefined {
  try {
    return parseRun(readRegularText(join(runsFolder(stateFolder), `${id}.json`)));
  } catch {
    return undefined;
  }
}

/** A record of its text; undefined where it is none, or of another version. */
export function parseRun(text: string): RunRecord | undefined {
  let record: RunRecord | null;
  try {
    record = JSON.parse(text) as RunRecord | null;
  } catch {
    return undefined;
  }
  return record?.version === RUN_RECORD_VERSION && Array.isArray(record.tasks) ? record : undefined;
}

/** All records that can be read, the oldest first. */
export function readRuns(stateFolder: string): RunRecord[] {
  return listRuns(stateFolder).flatMap((id) => readRun(stateFolder, id) ?? []);
}

/** The newest record that can be read. */
export function readLastRun(stateFolder: string): RunRecord | undefined {
  const ids = listRuns(stateFolder);
  for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
    const record = readRun(stateFolder, id);
    if (record) return record;
  }
  return undefined;
}
