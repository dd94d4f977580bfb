import type { CodegenRecord } from '../state/codegen-records';
import type { RunRecord, TaskRecord, TaskStatus } from '../state/run-records';
import { codegenPhases } from './codegen-phases';
import type { TimedTask } from './critical-path';
import { earlierRuns, isCached, lastRealTimes } from './savings';

/** One task of a run. Times are in milliseconds. */
export interface TaskProfile {
  readonly task: string;
  readonly project: string;
  readonly target: string;
  readonly status: TaskStatus;
  /** Duration in this run; for a replayed task, of the replay. */
  readonly ms: number;
  /** Share of the duration of all tasks; 0 to 1. */
  readonly share: number;
  /** Relative to the run's start; null for a task that was not started. */
  readonly startMs: number | null;
  /** Time from the end of its last dependency, or else from the run's start, to its own start. */
  readonly waitedMs: number | null;
  readonly critical: boolean;
  readonly dependsOn: readonly string[];
  readonly orderOnly: readonly string[];
  readonly workflow: string | null;
  readonly phase: string | null;
  readonly id: number | null;
  /** For replayed tasks: the last recorded real duration; null if there is none. */
  readonly lastRealMs: number | null;
  readonly codegen: CodegenProfile | null;
}

/** The phases of a codegen task, in fractional milliseconds. */
export interface CodegenProfile {
  /** Relative to the run's start. */
  readonly startMs: number;
  readonly totalMs: number;
  readonly workers: number;
  readonly optimizations: CodegenRecord['optimizations'];
  readonly templates: { readonly ms: number; readonly total: number; readonly hits: number };
  readonly generation: Counted & { readonly rendered: number };
  readonly compilation: Counted & { readonly compiled: number };
}

interface Counted {
  readonly ms: number;
  readonly fresh: number;
  readonly pruned: number;
}

/** A task that was not started has no duration, and other tasks do not wait for the end of a continuous one. */
export function toTimed({ task, ms, dependsOn, orderOnly, status, continuous }: TaskRecord): TimedTask & {
  orderOnly: readonly string[];
} {
  return { task, ms: status === 'skipped' || continuous ? 0 : (ms ?? 0), dependsOn, orderOnly: orderOnly ?? [] };
}

export function taskProfiles(
  run: RunRecord,
  history: readonly RunRecord[],
  codegen: readonly CodegenRecord[],
  critical: ReadonlySet<string>,
): TaskProfile[] {
  const ends = new Map(run.tasks.map(({ task, endTime }) => [task, endTime]));
  const real = lastRealTimes(earlierRuns(run, history));
  const phases = codegenPhases(run, codegen);
  const total = run.tasks.reduce((sum, task) => sum + toTimed(task).ms, 0);
  return run.tasks.map((record) => {
    const { task, project, target, status, startTime, dependsOn, workflow, phase, id } = record;
    const { ms, orderOnly } = toTimed(record);
    const ready = Math.max(run.startTime, ...dependsOn.map((name) => ends.get(name) ?? 0));
    const inside = phases.get(task);
    return {
      task,
      project,
      target,
      status,
      ms,
      share: total === 0 ? 0 : ms / total,
      startMs: startTime === undefined ? null : startTime - run.startTime,
      waitedMs: startTime === undefined ? null : Math.max(0, startTime - ready),
      critical: critical.has(task),
      dependsOn,
      orderOnly,
      workflow: workflow ?? null,
      phase: phase ?? null,
      id: id ?? null,
      lastRealMs: isCached(record) ? (real.get(task) ?? null) : null,
      codegen: inside ? codegenProfile(inside, run.startTime) : null,
    };
  });
}

function codegenProfile(record: CodegenRecord, runStart: number): CodegenProfile {
  const { templates, generation, compilation } = record;
  return {
    startMs: record.startTime - runStart,
    totalMs: toMs(record.durationNs),
    workers: record.workers,
    optimizations: record.optimizations,
    templates: { ms: toMs(templates.durationNs), total: templates.total, hits: templates.hits },
    generation: {
      ms: toMs(generation.durationNs),
      fresh: generation.fresh,
      rendered: generation.rendered,
      pruned: generation.pruned,
    },
    compilation: {
      ms: toMs(compilation.durationNs),
      fresh: compilation.fresh,
      compiled: compilation.compiled,
      pruned: compilation.pruned,
    },
  };
}

/** Milliseconds, rounded to microseconds. */
function toMs(nanoseconds: number): number {
  return Math.round(nanoseconds / 1e3) / 1e3;
}
