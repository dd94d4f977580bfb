import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { RunRecord, TaskRecord } from '../state/run-records';
import { historyText, runHistory } from './history';
import { run, START, task } from './testing/sample-run';

const replay = { status: 'local-cache' } as const;
/** A run of half a second that begins at `at`. */
const half = (id: string, at: number, ...tasks: TaskRecord[]): RunRecord =>
  run(tasks, { id, startTime: START + at, endTime: START + at + 500, ms: 500 });

const RUNS = [
  half('run-1', 0, task('a:t', 0, 400), task('b:t', 0, 10)),
  half('run-2', 1000, task('a:t', 1000, 500), task('b:t', 1000, 1, replay)),
  half('run-3', 2000, task('a:t', 2000, 2, replay), task('b:t', 2000, 100, { status: 'failed' })),
];

test('runs side by side; a task counts where it really ran', () => {
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
