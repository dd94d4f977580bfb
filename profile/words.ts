import type { TaskStatus } from '../state/run-records';
import type { Advice } from './advice';
import { duration, percent, plural } from './format';
import type { PhaseProfile } from './phase-profile';
import type { RunProfile } from './run-profile';
import type { CodegenProfile, TaskProfile } from './task-profile';

export const STATUS_WORDS: Readonly<Record<TaskStatus, string>> = {
  ran: 'ran',
  'local-cache': 'cached',
  'remote-cache': 'cached (remote)',
  failed: 'failed',
  skipped: 'skipped',
  stopped: 'stopped',
};

/** The status of a task; for a replayed task, also its last real duration. */
export function taskText({ status, lastRealMs }: TaskProfile): string {
  const word = STATUS_WORDS[status];
  return lastRealMs === null ? word : `${word}, last ran in ${duration(lastRealMs)}`;
}

/** The number of tasks that are listed without `--all`. */
const TOP = 10;

/** The tasks of a profile that a report lists. */
export function listedTasks({ tasks }: RunProfile, all: boolean): readonly TaskProfile[] {
  return all ? tasks : tasks.slice(0, TOP);
}

export function phaseName({ workflow, phase }: Pick<PhaseProfile, 'workflow' | 'phase'>): string {
  if (workflow === null) return 'outside any workflow';
  return phase === null ? workflow : `${workflow}: ${phase}`;
}

/** `22 tasks: 3 ran, 19 from the cache`; counts of 0 are omitted. */
export function countsText({ counts: { tasks, ran, cached, failed, skipped } }: RunProfile): string {
  const parts = [
    ran > 0 || tasks === 0 ? `${ran} ran` : '',
    cached > 0 ? `${cached} from the cache` : '',
    failed > 0 ? `${failed} failed` : '',
    skipped > 0 ? `${skipped} skipped` : '',
  ];
  return `${plural(tasks, 'task')}: ${parts.filter((part) => part !== '').join(', ')}`;
}

export function machineText({ run }: RunProfile): string {
  const parallel = run.parallel === null ? 'parallel unknown' : `parallel ${run.parallel}`;
  return `${parallel}, ${plural(run.cores, 'core')}, nx ${run.versions.nx}, node ${run.versions.node}`;
}

export function pathText({ run, criticalPath: { ms, overMs } }: RunProfile): string {
  const share = run.ms > 0 ? `, ${percent(ms / run.ms)} of the run` : '';
  return `${duration(ms)}${share}; the run took ${duration(Math.max(0, overMs))} more`;
}

export function lanesText({ counts, lanes }: RunProfile): string {
  const quiet = `for ${duration(lanes.quietMs)} of the run no task ran at all`;
  if (counts.ran + counts.failed === 0 || lanes.efficiency === null) return `no task really ran; ${quiet}`;
  const idle = `${duration(lanes.idleMs)} idle on ${plural(lanes.lanes, 'lane')}`;
  return `${percent(lanes.efficiency)} efficient: ${idle}; ${quiet}`;
}

export function cacheText({ cache: { cached, known, savedMs } }: RunProfile): string {
  if (cached === 0) return 'no hits';
  const saved = `${duration(savedMs)} of task time saved over ${plural(known, 'replayed task')}`;
  const rest = cached - known;
  if (known === 0) return `${plural(cached, 'replayed task')}; no real durations recorded`;
  return rest === 0 ? saved : `${saved}; no real duration recorded for ${rest} more`;
}

/** One line for each phase of a codegen task: its name, its milliseconds, its counts. */
export function codegenRows({ templates, generation, compilation }: CodegenProfile): {
  readonly name: 'templates' | 'generation' | 'compilation';
  readonly ms: number;
  readonly counts: string;
}[] {
  return [
    { name: 'templates', ms: templates.ms, counts: `${templates.hits} of ${templates.total} from the cache` },
    {
      name: 'generation',
      ms: generation.ms,
      counts: `fresh=${generation.fresh} rendered=${generation.rendered} pruned=${generation.pruned}`,
    },
    {
      name: 'compilation',
      ms: compilation.ms,
      counts: `fresh=${compilation.fresh} compiled=${compilation.compiled} pruned=${compilation.pruned}`,
    },
  ];
}

export function adviceText(advice: Advice): string {
  switch (advice.kind) {
    case 'speed-up':
      return `speed up ${advice.task}: it takes ${duration(advice.ms)} of the critical path, and at most ${duration(advice.gainMs)} can be gained`;
    case 'order-only-edge':
      return `${advice.task} waits for ${advice.after} only for order: without that edge the critical path is ${duration(advice.gainMs)} shorter`;
    case 'lanes':
      return `all ${plural(advice.lanes, 'lane')} were busy for ${percent(advice.full)} of the run: ${
        advice.lanes < advice.cores ? `--parallel=${advice.cores}` : 'less work, or a machine with more cores,'
      } may gain up to ${duration(advice.overMs)}`;
  }
}
