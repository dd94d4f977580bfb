import { compareText } from '../diagnostics/diagnostic';
import type { RunRecord } from '../state/run-records';
import { duration, percent, plural, table } from './format';
import { statistics } from './noise';
import { profileRun, type RunProfile } from './run-profile';

/** Several runs side by side; see schemas/profile-history-report.json. Times are in milliseconds. */
export interface RunHistory {
  /** Oldest first. */
  readonly runs: readonly (RunProfile['counts'] & {
    readonly id: string;
    readonly startTime: number;
    readonly command: readonly string[];
    readonly ms: number;
    readonly criticalPathMs: number;
    readonly efficiency: number | null;
    readonly savedMs: number;
  })[];
  /** Figures over the runs in which a task was executed and succeeded; the longest median first. */
  readonly tasks: readonly {
    readonly task: string;
    readonly ran: number;
    readonly cached: number;
    readonly failed: number;
    readonly medianMs: number | null;
    readonly minMs: number | null;
    readonly maxMs: number | null;
  }[];
}

/** @param all all recorded runs, for the real durations of replayed tasks */
export function runHistory(runs: readonly RunRecord[], all: readonly RunRecord[]): RunHistory {
  const profiles = runs.map((run) => profileRun({ run, history: all, codegen: [] }));
  const names = [...new Set(profiles.flatMap(({ tasks }) => tasks.map(({ task }) => task)))];
  const tasks = names.map((name) => {
    const own = profiles.flatMap((profile) => profile.tasks.filter(({ task }) => task === name));
    const real = statistics(own.filter(({ status }) => status === 'ran').map(({ ms }) => ms));
    return {
      task: name,
      ran: real?.n ?? 0,
      cached: own.filter(({ status }) => status === 'local-cache' || status === 'remote-cache').length,
      failed: own.filter(({ status }) => status === 'failed').length,
      medianMs: real?.median ?? null,
      minMs: real?.min ?? null,
      maxMs: real?.max ?? null,
    };
  });
  return {
    runs: profiles.map(({ run, counts, criticalPath, lanes, cache }) => ({
      id: run.id,
      startTime: run.startTime,
      command: run.command,
      ms: run.ms,
      ...counts,
      criticalPathMs: criticalPath.ms,
      efficiency: counts.ran + counts.failed === 0 ? null : lanes.efficiency,
      savedMs: cache.savedMs,
    })),
    tasks: tasks.toSorted((a, b) => (b.medianMs ?? -1) - (a.medianMs ?? -1) || compareText(a.task, b.task)),
  };
}

export function historyText({ runs, tasks }: RunHistory): string {
  const rows = runs.map((run) => [
    run.id,
    duration(run.ms),
    duration(run.criticalPathMs),
    run.efficiency === null ? '' : percent(run.efficiency),
    String(run.ran),
    String(run.cached),
    String(run.failed),
    duration(run.savedMs),
    `nx ${run.command.join(' ')}`,
  ]);
  const taskRows = tasks.map(({ task, ran, cached, medianMs, minMs, maxMs }) => [
    medianMs === null ? '' : duration(medianMs),
    minMs === null || maxMs === null ? '' : `${duration(minMs)}–${duration(maxMs)}`,
    String(ran),
    String(cached),
    task,
  ]);
  return [
    `${plural(runs.length, 'run')}, the newest last:`,
    ...table(
      [['run', 'time', 'critical', 'efficiency', 'ran', 'cached', 'failed', 'saved', ''], ...rows],
      [1, 2, 3, 4, 5, 6, 7],
    ),
    '',
    'tasks, by the median of the runs in which they really ran:',
    ...table([['median', 'from–to', 'ran', 'cached', 'task'], ...taskRows], [0, 1, 2, 3]),
  ].join('\n');
}
