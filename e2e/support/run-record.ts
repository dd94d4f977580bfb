import type { Workspace } from './workspace';

/** The fields of a run record that tests read; see `schemas/run-record.json`. */
export interface RunRecord {
  readonly parallel: number | null;
  readonly tasks: readonly TaskRecord[];
}

export interface TaskRecord {
  readonly task: string;
  readonly project: string;
  readonly target: string;
  readonly status: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly dependsOn: readonly string[];
  readonly umbrella?: true;
  readonly id?: number;
}

export function lastRun(workspace: Workspace): RunRecord {
  return workspace.runs().at(-1) as unknown as RunRecord;
}

/** The tasks of a run with a status, sorted, without umbrella targets. */
export function tasksWith(record: RunRecord, ...statuses: string[]): string[] {
  return record.tasks
    .filter(({ status, umbrella }) => statuses.includes(status) && !umbrella)
    .map(({ task }) => task)
    .sort();
}

/** Every task that a task waited for, directly or through others. */
export function waitedFor(record: RunRecord, task: string): Set<string> {
  const byName = new Map(record.tasks.map((one) => [one.task, one]));
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const upstream of byName.get(name)?.dependsOn ?? []) {
      if (found.has(upstream)) continue;
      found.add(upstream);
      visit(upstream);
    }
  };
  visit(task);
  return found;
}

/** Pairs of tasks in which one had to wait for the other. */
export function edgesAmong(record: RunRecord, tasks: readonly TaskRecord[]): string[] {
  return tasks.flatMap(({ task, id }) => {
    const upstreams = waitedFor(record, task);
    return tasks
      .filter((other) => other.id !== id && upstreams.has(other.task))
      .map((other) => `${task} waits for ${other.task}`);
  });
}

/** The pairs for which the times contradict the order: the first did not end before the second started. */
export function overlaps(upstreams: readonly TaskRecord[], dependants: readonly TaskRecord[]): string[] {
  return dependants.flatMap(({ task, startTime }) =>
    upstreams
      .filter(({ endTime }) => endTime > startTime)
      .map((up) => `${task} began ${up.endTime - startTime} ms before ${up.task} ended`),
  );
}
