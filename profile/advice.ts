import { compareText } from '../diagnostics/diagnostic';
import { criticalPath, type Chain, type TimedTask } from './critical-path';
import type { LaneUse } from './lanes';

/** A recommendation; `gainMs` is the most by which it shortens the critical path. */
export type Advice =
  /** A task on the critical path: the gain if it took no time at all. */
  | { readonly kind: 'speed-up'; readonly task: string; readonly ms: number; readonly gainMs: number }
  /** An order edge: the gain without it. */
  | { readonly kind: 'order-only-edge'; readonly task: string; readonly after: string; readonly gainMs: number }
  /** All lanes were busy most of the time: more lanes or less work would shorten the run; a shorter critical path would not. */
  | {
      readonly kind: 'lanes';
      readonly lanes: number;
      readonly cores: number;
      readonly full: number;
      readonly overMs: number;
    };

export interface AdviceInput {
  readonly tasks: readonly (TimedTask & { readonly orderOnly: readonly string[] })[];
  readonly path: Chain;
  readonly runMs: number;
  readonly cores: number;
  readonly lanes: LaneUse;
}

/** The most tasks in the advice; the largest gains come first. */
const MAX_TASKS = 3;
/** Gains below this share of the critical path are omitted. */
const MIN_GAIN = 0.01;

/** Recommendations for a run, by kind, the largest gain first. */
export function advice({ tasks, path, runMs, cores, lanes }: AdviceInput): Advice[] {
  const gainOf = (changed: readonly TimedTask[]): number => path.ms - criticalPath(changed).ms;
  const worth = ({ gainMs }: { gainMs: number }): boolean => gainMs > 0 && gainMs >= path.ms * MIN_GAIN;
  const onPath = tasks.filter(({ task }) => path.tasks.includes(task));
  const speedUps = onPath
    .map(({ task, ms }) => {
      const gainMs = gainOf(tasks.map((one) => (one.task === task ? { ...one, ms: 0 } : one)));
      return { kind: 'speed-up' as const, task, ms, gainMs };
    })
    .filter(worth)
    .sort((a, b) => b.gainMs - a.gainMs || b.ms - a.ms || compareText(a.task, b.task))
    .slice(0, MAX_TASKS);
  const edges = onPath
    .flatMap(({ task, orderOnly }) => orderOnly.map((after) => ({ task, after })))
    .map(({ task, after }) => {
      const without = (one: TimedTask): TimedTask =>
        one.task === task ? { ...one, dependsOn: one.dependsOn.filter((name) => name !== after) } : one;
      return { kind: 'order-only-edge' as const, task, after, gainMs: gainOf(tasks.map(without)) };
    })
    .filter(worth)
    .sort((a, b) => b.gainMs - a.gainMs || compareText(`${a.task} ${a.after}`, `${b.task} ${b.after}`));
  const overMs = runMs - path.ms;
  const crowded = lanes.full >= 0.5 && overMs > runMs * 0.1;
  return [
    ...speedUps,
    ...edges,
    ...(crowded ? [{ kind: 'lanes' as const, lanes: lanes.lanes, cores, full: lanes.full, overMs }] : []),
  ];
}
