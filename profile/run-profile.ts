import { compareText } from '../diagnostics/diagnostic';
import type { CodegenRecord } from '../state/codegen-records';
import type { RunRecord, TaskStatus } from '../state/run-records';
import { advice, type Advice } from './advice';
import { criticalPath } from './critical-path';
import { laneUse, type LaneUse } from './lanes';
import { phaseProfiles, type PhaseProfile } from './phase-profile';
import { savings, type Savings } from './savings';
import { taskProfiles, toTimed, type TaskProfile } from './task-profile';

/** The profile of one run; see schemas/profile-report.json. Times are in milliseconds. */
export interface RunProfile {
  readonly run: Pick<RunRecord, 'id' | 'startTime' | 'endTime' | 'ms' | 'command' | 'parallel' | 'cores' | 'versions'>;
  readonly counts: {
    readonly tasks: number;
    readonly ran: number;
    readonly cached: number;
    readonly failed: number;
    readonly skipped: number;
  };
  readonly criticalPath: {
    readonly ms: number;
    readonly tasks: readonly string[];
    /** Duration of the run minus the critical path: Nx's own time, and waiting for a free lane. */
    readonly overMs: number;
  };
  readonly lanes: LaneUse;
  readonly cache: Savings;
  /** Longest first. */
  readonly tasks: readonly TaskProfile[];
  /** Phases of workflows in the order of their start; tasks outside any workflow come last. */
  readonly phases: readonly PhaseProfile[];
  readonly advice: readonly Advice[];
}

export interface ProfileInput {
  readonly run: RunRecord;
  /** Other runs, for the real durations of replayed tasks. */
  readonly history: readonly RunRecord[];
  readonly codegen: readonly CodegenRecord[];
}

/** Computes the profile of one run. Pure. Excludes umbrella targets. */
export function profileRun({ run, history, codegen }: ProfileInput): RunProfile {
  const tasks = run.tasks.filter(({ umbrella }) => umbrella !== true);
  const timed = tasks.map(toTimed);
  const path = criticalPath(timed);
  const spans = tasks.flatMap(({ startTime, endTime, continuous }) =>
    startTime === undefined || endTime === undefined || continuous ? [] : [{ start: startTime, end: endTime }],
  );
  const lanes = laneUse({ start: run.startTime, end: run.endTime }, spans, run.parallel);
  const profiles = taskProfiles({ ...run, tasks }, history, codegen, new Set(path.tasks));
  const count = (...statuses: TaskStatus[]): number => tasks.filter(({ status }) => statuses.includes(status)).length;
  const { id, startTime, endTime, ms, command, parallel, cores, versions } = run;
  return {
    run: { id, startTime, endTime, ms, command, parallel, cores, versions },
    counts: {
      tasks: tasks.length,
      ran: count('ran', 'stopped'),
      cached: count('local-cache', 'remote-cache'),
      failed: count('failed'),
      skipped: count('skipped'),
    },
    criticalPath: { ...path, overMs: ms - path.ms },
    lanes,
    cache: savings({ ...run, tasks }, history),
    tasks: profiles.toSorted((a, b) => b.ms - a.ms || compareText(a.task, b.task)),
    phases: phaseProfiles(profiles),
    advice: advice({ tasks: timed, path, runMs: ms, cores, lanes }),
  };
}
