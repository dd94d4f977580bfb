import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { RunRecord, TaskRecord } from '../state/run-records';
import { historyText, runHistory } from './history';
import { run, START, task } from './testing/sample-run';

const replay = { status: 'local-cache' } as const;
/** A run of half a second that starts at `at`. */
const half = (id: string, at: number, ...tasks: TaskRecord[]): RunRecord =>
  run(tasks, { id, startTime: START + at, endTime: START + at + 500, ms: 500 });

const RUNS = [
  half('run-1', 0, task('a:t', 0, 400), task('b:t', 0, 10)),
  half('run-2', 1000, task('a:t', 1000, 500), task('b:t', 1000, 1, replay)),
  half('run-3', 2000, task('a:t', 2000, 2, replay), task('b:t', 2000, 100, { status: 'failed' })),
];

test('runs side by side; a task counts in runs in which it was executed', () => {
  const history = runHistory(RUNS.slice(-2), RUNS);
  const schema = JSON.parse(readFileSync(join(__dirname, '../schemas/profile-history-report.json'), 'utf8')) as object;
  const ajv = new Ajv({ strict: false });
  expect(ajv.validate(schema, history) || ajv.errorsText()).toBe(true);
  expect(historyText(history)).toBe(`2 runs, the newest last:
run      time  critical  efficiency  ran  cached  failed   saved
run-2  500 ms    500 ms        50 %    1       1       0    9 ms  nx run shop:workflow
run-3  500 ms    100 ms        10 %    0       1       1  498 ms  nx run shop:workflow

tasks, by the median of the runs in which they really ran:
median        from–to  ran  cached  task
500 ms  500 ms–500 ms    1       1  a:t
                         0       1  b:t`);
});

test('tasks by their median, those that never really ran last; failures and replays are counted', () => {
  const runs = [
    half('run-1', 0, task('c:t', 0, 20), task('d:t', 0, 1, replay)),
    half('run-2', 1000, task('c:t', 1000, 20, { status: 'failed' }), task('a:t', 1000, 20)),
    half('run-3', 2000, task('d:t', 2000, 1, { status: 'remote-cache' })),
    half('run-4', 3000, task('b:t', 3000, 50)),
    half('run-5', 4000, task('a:t', 4000, 20, { status: 'failed' }), task('b:t', 4000, 300), task('c:t', 4000, 20)),
  ];
  const history = runHistory(runs, runs);
  expect(history.tasks).toEqual([
    { task: 'b:t', ran: 2, cached: 0, failed: 0, medianMs: 175, minMs: 50, maxMs: 300 },
    { task: 'a:t', ran: 1, cached: 0, failed: 1, medianMs: 20, minMs: 20, maxMs: 20 },
    { task: 'c:t', ran: 2, cached: 0, failed: 1, medianMs: 20, minMs: 20, maxMs: 20 },
    { task: 'd:t', ran: 0, cached: 2, failed: 0, medianMs: null, minMs: null, maxMs: null },
  ]);
  // A run with replays only has no lane efficiency.
  expect(history.runs.map(({ efficiency }) => efficiency !== null)).toEqual([true, true, false, true, true]);
  expect(historyText(history)).toBe(`5 runs, the newest last:
run      time  critical  efficiency  ran  cached  failed  saved
run-1  500 ms     20 ms         2 %    1       1       0   0 ms  nx run shop:workflow
run-2  500 ms     20 ms         4 %    1       0       1   0 ms  nx run shop:workflow
run-3  500 ms      1 ms                0       1       0   0 ms  nx run shop:workflow
run-4  500 ms     50 ms         5 %    1       0       0   0 ms  nx run shop:workflow
run-5  500 ms    300 ms        32 %    2       0       1   0 ms  nx run shop:workflow

tasks, by the median of the runs in which they really ran:
median       from–to  ran  cached  task
175 ms  50 ms–300 ms    2       0  b:t
 20 ms   20 ms–20 ms    1       0  a:t
 20 ms   20 ms–20 ms    2       0  c:t
                        0       2  d:t`);
});
