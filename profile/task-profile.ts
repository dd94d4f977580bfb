import type { CodegenRecord } from '../state/codegen-records';
import type { RunRecord, TaskRecord, TaskStatus } from '../state/run-records';
import { codegenPhases } from './codegen-phases';
import type { TimedTask } from './critical-path';
import { earlierRuns, isCached, lastRealTimes } from './savings';

/** One task of a run. Milliseconds. */
export interface TaskProfile {
  readonly task: string;
  readonly project: string;
  readonly target: string;
  readonly status: TaskStatus;
  /** What this run took for it; of a replayed task, the replay. */
  readonly ms: number;
  /** Of the time of all tasks; 0 to 1. */
  readonly share: number;
  /** From the run's start; null for a task that did not begin. */
  readonly startMs: number | null;
  /** From the end of the last task that it waited for, or from the run's start, to its own start. */
  readonly waitedMs: number | null;
  readonly critical: boolean;
  readonly dependsOn: readonly string[];
  readonly orderOnly: readonly string[];
  readonly workflow: string | null;
  readonly phase: string | null;
  readonly id: number | null;
  /** For replayed tasks: the last recorded time that it really took; null where none is recorded. */
  readonly lastRealMs: number | null;
  readonly codegen: CodegenProfile | null;
}

/** What a codegen task did inside; milliseconds with fractions. */
export interface CodegenProfile {
  /** From the run's start. */
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

/** A task that was not started takes no time, and nobody waits for the end of a continuous one. */
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

/** Milliseconds to the microsecond. */
function toMs(nanoseconds: number): number {
  return Math.round(nanoseconds / 1e3) / 1e3;
}
