import type { RunRecord, TaskRecord } from '../state/run-records';

/** What Nx's cache saved in a run, in milliseconds of the tasks' own time. */
export interface Savings {
  /** Tasks that came from the cache. */
  readonly cached: number;
  /** Those of them whose real time is known from an earlier run. */
  readonly known: number;
  /** The sum over those: the task's last recorded real time, less what the replay took. */
  readonly savedMs: number;
}

export function isCached({ status }: TaskRecord): boolean {
  return status === 'local-cache' || status === 'remote-cache';
}

/** The last time that a task took when it really ran and succeeded, in the runs given. Task to milliseconds. */
export function lastRealTimes(runs: readonly RunRecord[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { tasks } of [...runs].sort((a, b) => a.startTime - b.startTime)) {
    for (const { task, status, ms } of tasks) if (status === 'ran' && ms !== undefined) times.set(task, ms);
  }
  return times;
}

/** Of all recorded runs, those that began before a run. */
export function earlierRuns(run: RunRecord, history: readonly RunRecord[]): RunRecord[] {
  return history.filter(({ startTime }) => startTime < run.startTime);
}

/** @param history runs that may tell what a task takes; those that did not begin earlier than `run` are left out */
export function savings(run: RunRecord, history: readonly RunRecord[]): Savings {
  const times = lastRealTimes(earlierRuns(run, history));
  const cached = run.tasks.filter(isCached);
  const known = cached.filter(({ task }) => times.has(task));
  const savedMs = known.reduce((sum, { task, ms }) => sum + Math.max(0, (times.get(task) ?? 0) - (ms ?? 0)), 0);
  return { cached: cached.length, known: known.length, savedMs };
}
