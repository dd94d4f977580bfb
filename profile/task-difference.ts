import type { RunRecord, TaskRecord, TaskStatus } from '../state/run-records';
import { changedInputs, type ChangedInput } from './task-reason';

/** The result of a task in one run. */
export interface TaskInRun {
  readonly run: string;
  readonly status: TaskStatus;
  readonly hash: string;
  readonly versions: RunRecord['versions'];
}

/** The differences of a task's hash between this workspace and a run elsewhere, mostly on another machine. */
export interface TaskDifference {
  readonly task: string;
  /** The last run of this workspace that has the task. */
  readonly here: TaskInRun;
  readonly there: TaskInRun;
  readonly isSame: boolean;
  /** `added`: only here; `removed`: only there. Empty if the hashes are equal, or Nx recorded no details. */
  readonly inputs: readonly ChangedInput[];
}

/**
 * @param runs runs of this workspace, oldest first
 * @param other run to compare with
 * @returns the difference, or the side without a hash of the task
 */
export function taskDifference(
  id: string,
  runs: readonly RunRecord[],
  other: RunRecord,
  projects: ReadonlySet<string>,
): TaskDifference | 'not here' | 'not there' {
  const there = hashedTask(id, other);
  if (!there) return 'not there';
  const here = runs.findLast((run) => hashedTask(id, run));
  const own = here && hashedTask(id, here);
  if (!own) return 'not here';
  const isSame = own.hash === there.hash;
  return {
    task: id,
    here: inRun(here, own),
    there: inRun(other, there),
    isSame,
    inputs: isSame ? [] : changedInputs(there, own, projects),
  };
}

type Hashed = TaskRecord & { readonly hash: string };

function hashedTask(id: string, { tasks }: RunRecord): Hashed | undefined {
  return tasks.find((one): one is Hashed => one.task === id && one.hash !== undefined);
}

function inRun({ id, versions }: RunRecord, { status, hash }: Hashed): TaskInRun {
  return { run: id, status, hash, versions };
}
