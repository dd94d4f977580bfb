import type { RunRecord, TaskRecord } from '../state/run-records';
import { hashInput, type HashInput } from './hash-input';

/** One changed input. */
export interface ChangedInput extends HashInput {
  readonly change: 'changed' | 'added' | 'removed';
}

/**
 * The reason why a task was executed, from run records. `changed`: inputs differ from the previous run. `same`: no input
 * differs, so the cache had no result. `first`: no earlier run is recorded.
 */
export interface TaskReason {
  readonly task: string;
  /** The explained run: the last one in which the task was executed. */
  readonly run: string;
  readonly status: TaskRecord['status'];
  /** End of that run, in milliseconds since 1970. */
  readonly endTime: number;
  /** The previous run of the same task, for comparison. */
  readonly before: { readonly run: string; readonly status: TaskRecord['status']; readonly startTime: number } | null;
  readonly why: 'changed' | 'same' | 'first';
  readonly inputs: readonly ChangedInput[];
  /** True if the run skipped Nx's cache. */
  readonly cacheOff: boolean;
  /** Number of later runs with a cache hit. */
  readonly replayedSince: number;
}

interface Seen {
  readonly run: RunRecord;
  readonly task: TaskRecord;
}

/**
 * @param runs oldest first
 * @returns undefined if the task was not executed in any of them
 */
export function taskReason(
  id: string,
  runs: readonly RunRecord[],
  projects: ReadonlySet<string>,
): TaskReason | undefined {
  const seen = runs.flatMap((run): Seen[] => {
    const task = run.tasks.find((one) => one.task === id && one.status !== 'skipped' && one.hash !== undefined);
    return task ? [{ run, task }] : [];
  });
  const at = seen.findLastIndex(({ task }) => task.status === 'ran' || task.status === 'failed');
  const [last, before] = [seen[at], seen[at - 1]];
  if (!last) return undefined;
  const inputs = before ? changedInputs(before.task, last.task, projects) : [];
  const same = before?.task.hash === last.task.hash;
  return {
    task: id,
    run: last.run.id,
    status: last.task.status,
    endTime: last.run.endTime,
    before: before ? { run: before.run.id, status: before.task.status, startTime: before.run.startTime } : null,
    why: before ? (same ? 'same' : 'changed') : 'first',
    inputs: same ? [] : inputs,
    cacheOff: last.run.command.some((arg) => /^--(skip-?nx-?cache|disable-?nx-?cache)(=true)?$/i.test(arg)),
    replayedSince: seen.length - 1 - at,
  };
}

/** The inputs that differ between two runs of a task, sorted by name; empty if a run has no details. */
export function changedInputs(before: TaskRecord, now: TaskRecord, projects: ReadonlySet<string>): ChangedInput[] {
  const [old, current] = [before.hashDetails, now.hashDetails];
  if (!old || !current) return [];
  const changed: ChangedInput[] = [];
  if (old.command !== current.command)
    changed.push({ kind: 'arguments', what: 'the arguments of the run', globs: [], change: 'changed' });
  const names = [...new Set([...Object.keys(old.nodes), ...Object.keys(current.nodes)])].sort();
  for (const name of names) {
    const [was, is] = [old.nodes[name], current.nodes[name]];
    if (was === is) continue;
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    changed.push({ ...hashInput(name, projects), change });
  }
  return changed;
}
