import type { RunRecord, TaskRecord } from '../state/run-records';

/** The time that Nx's cache saved in a run, in milliseconds of task time. */
export interface Savings {
  /** Tasks that came from the cache. */
  readonly cached: number;
  /** Cached tasks whose real duration is known from an earlier run. */
  readonly known: number;
  /** Sum over the known ones: last recorded real duration minus duration of the replay. */
  readonly savedMs: number;
}

export function isCached({ status }: TaskRecord): boolean {
  return status === 'local-cache' || status === 'remote-cache';
}

/** By task: the duration in milliseconds of the last run in which it was executed and succeeded. */
export function lastRealTimes(runs: readonly RunRecord[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { tasks } of [...runs].sort((a, b) => a.startTime - b.startTime)) {
    for (const { task, status, ms } of tasks) if (status === 'ran' && ms !== undefined) times.set(task, ms);
  }
  return times;
}

/** The recorded runs that started before a run. */
export function earlierRuns(run: RunRecord, history: readonly RunRecord[]): RunRecord[] {
  return history.filter(({ startTime }) => startTime < run.startTime);
}

/** @param history runs with real durations; those that did not start before `run` are ignored */
export function savings(run: RunRecord, history: readonly RunRecord[]): Savings {
  const times = lastRealTimes(earlierRuns(run, history));
  const cached = run.tasks.filter(isCached);
  const known = cached.filter(({ task }) => times.has(task));
  const savedMs = known.reduce((sum, { task, ms }) => sum + Math.max(0, (times.get(task) ?? 0) - (ms ?? 0)), 0);
  return { cached: cached.length, known: known.length, savedMs };
}
