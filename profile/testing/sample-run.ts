import type { CodegenRecord } from '../../state/codegen-records';
import type { RunRecord, TaskRecord } from '../../state/run-records';

/** A point in time for tests. */
export const START = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A task of a run, from `at` to `at + ms` after {@link START}. */
export function task(id: string, at: number, ms: number, more: Partial<TaskRecord> = {}): TaskRecord {
  const [project = '', target = ''] = id.split(':');
  const [startTime, endTime] = [START + at, START + at + ms];
  return {
    task: id,
    project,
    target,
    status: 'ran',
    startTime,
    endTime,
    ms,
    hash: `hash of ${id}`,
    dependsOn: [],
    ...more,
  };
}

export function run(tasks: readonly TaskRecord[], more: Partial<RunRecord> = {}): RunRecord {
  const endTime = Math.max(START, ...tasks.map((one) => one.endTime ?? 0));
  return {
    version: 1,
    id: '2026-01-02T03-04-05-000Z-abcdef',
    startTime: START,
    endTime,
    ms: endTime - START,
    command: ['run', 'shop:workflow'],
    parallel: 2,
    cores: 4,
    versions: { nx: '24.0.0', 'nx-workflow': '0.1.0', node: '20.20.2' },
    tasks,
    ...more,
  };
}

/** A codegen record; times in milliseconds, `at` after {@link START}. */
export function codegen(
  id: string,
  at: number,
  [templates, generation, compilation]: readonly [number, number, number],
  more: Partial<CodegenRecord> = {},
): CodegenRecord {
  return {
    version: 1,
    task: id,
    hash: `hash of ${id}`,
    startTime: START + at,
    success: true,
    durationNs: (templates + generation + compilation) * 1e6,
    workers: 1,
    optimizations: { templateCache: true, parallelGeneration: true, incrementalCompilation: true },
    templates: { total: 3, hits: 1, durationNs: templates * 1e6 },
    generation: { fresh: 2, rendered: 4, pruned: 1, durationNs: generation * 1e6 },
    compilation: { fresh: 2, compiled: 4, pruned: 0, durationNs: compilation * 1e6 },
    ...more,
  };
}
