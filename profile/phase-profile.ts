import type { TaskProfile } from './task-profile';

/** The figures of a phase of a workflow in a run. */
export interface PhaseProfile {
  /** null for tasks outside any workflow. */
  readonly workflow: string | null;
  /** null for tasks of a workflow without a phase. */
  readonly phase: string | null;
  readonly tasks: number;
  readonly cached: number;
  /** Sum of the durations of its tasks. */
  readonly ms: number;
  readonly share: number;
}

/** The phases of workflows in the order of their start; tasks outside any workflow come last. */
export function phaseProfiles(tasks: readonly TaskProfile[]): PhaseProfile[] {
  const groups = new Map<string, TaskProfile[]>();
  for (const task of tasks) {
    const key = JSON.stringify([task.workflow, task.phase]);
    const group = groups.get(key);
    if (group) group.push(task);
    else groups.set(key, [task]);
  }
  const began = (group: readonly TaskProfile[]): number => Math.min(...group.map(({ startMs }) => startMs ?? Infinity));
  return [...groups.values()]
    .toSorted((a, b) => Number(a[0]?.workflow === null) - Number(b[0]?.workflow === null) || began(a) - began(b))
    .map((group) => ({
      workflow: group[0]?.workflow ?? null,
      phase: group[0]?.phase ?? null,
      tasks: group.length,
      cached: group.filter(({ status }) => status === 'local-cache' || status === 'remote-cache').length,
      ms: group.reduce((sum, { ms }) => sum + ms, 0),
      share: group.reduce((sum, { share }) => sum + share, 0),
    }));
}
