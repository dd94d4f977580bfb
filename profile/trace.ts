import { compareText } from '../diagnostics/diagnostic';
import type { RunProfile } from './run-profile';
import type { TaskProfile } from './task-profile';
import { assignLanes } from './lanes';
import { codegenRows, STATUS_WORDS } from './words';

/** One event of Chrome's trace format; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: 'X' | 'M' | 's' | 'f';
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly id?: number;
  readonly bp?: 'e';
  readonly args?: Readonly<Record<string, unknown>>;
}

/**
 * The run in Chrome's trace format, for Perfetto or chrome://tracing: a thread for each lane, a slice for each task with
 * slices for its codegen phases, and arrows along the critical path. Times are relative to the run's start.
 */
export function profileTrace(profile: RunProfile): { displayTimeUnit: 'ms'; traceEvents: TraceEvent[] } {
  const begun = profile.tasks
    .flatMap((task) => (task.startMs === null ? [] : [{ ...task, startMs: task.startMs }]))
    .sort((a, b) => a.startMs - b.startMs || compareText(a.task, b.task));
  const lanes = assignLanes(begun.map(({ startMs, ms }) => ({ start: startMs, end: startMs + ms })));
  const laneOf = new Map(begun.map(({ task }, index) => [task, (lanes[index] ?? 0) + 1]));
  const name = (what: 'process_name' | 'thread_name', tid: number, text: string): TraceEvent => ({
    name: what,
    ph: 'M',
    pid: 1,
    tid,
    args: { name: text },
  });
  const count = Math.max(0, ...laneOf.values());
  return {
    displayTimeUnit: 'ms',
    traceEvents: [
      name('process_name', 0, `nx ${profile.run.command.join(' ')}`),
      ...Array.from({ length: count }, (_, index) => name('thread_name', index + 1, `lane ${index + 1}`)),
      ...begun.flatMap((task) => slices(task, laneOf.get(task.task) ?? 1)),
      ...arrows(profile, new Map(begun.map((task) => [task.task, task])), laneOf),
    ],
  };
}

function slices(task: TaskProfile & { readonly startMs: number }, tid: number): TraceEvent[] {
  const { status, critical, workflow, phase, codegen, startMs, ms } = task;
  const args = { status: STATUS_WORDS[status], critical, workflow, phase, waitedMs: task.waitedMs };
  const own: TraceEvent = {
    name: task.task,
    ph: 'X',
    pid: 1,
    tid,
    ts: startMs * 1000,
    dur: ms * 1000,
    cat: status,
    args,
  };
  if (!codegen) return [own];
  const end = (startMs + ms) * 1000;
  let at = codegen.startMs * 1000;
  const inside = codegenRows(codegen).map(({ name, ms: phaseMs, counts }): TraceEvent => {
    // Nx records whole milliseconds, so a phase may seem to end after its task.
    const ts = Math.min(Math.round(at), end);
    at += phaseMs * 1000;
    return {
      name,
      ph: 'X',
      pid: 1,
      tid,
      ts,
      dur: Math.min(Math.round(at), end) - ts,
      cat: 'codegen',
      args: { counts },
    };
  });
  return [own, ...inside];
}

function arrows(
  { criticalPath }: RunProfile,
  tasks: ReadonlyMap<string, TaskProfile & { readonly startMs: number }>,
  laneOf: ReadonlyMap<string, number>,
): TraceEvent[] {
  return criticalPath.tasks.flatMap((to, index) => {
    const [from, target] = [tasks.get(criticalPath.tasks[index - 1] ?? ''), tasks.get(to)];
    if (!from || !target) return [];
    const flow = { name: 'critical path', cat: 'critical-path', id: index, pid: 1 } as const;
    // An arrow must start inside a slice.
    const leaves = Math.max(from.startMs, from.startMs + from.ms - 0.001) * 1000;
    return [
      { ...flow, ph: 's' as const, tid: laneOf.get(from.task) ?? 1, ts: Math.round(leaves) },
      { ...flow, ph: 'f' as const, bp: 'e' as const, tid: laneOf.get(to) ?? 1, ts: target.startMs * 1000 },
    ];
  });
}
