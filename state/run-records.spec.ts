import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  isRecordName,
  KEPT_RUNS,
  keptRuns,
  listRuns,
  MAX_TOTAL_BYTES,
  newRunId,
  readLastRun,
  readRun,
  readRuns,
  runsFolder,
  writeRun,
  type RunRecord,
} from './run-records';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nx-workflow-runs-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = (startTime: number): RunRecord => ({
  version: 1,
  id: newRunId(startTime),
  startTime,
  endTime: startTime + 5,
  ms: 5,
  command: ['run'],
  parallel: null,
  cores: 4,
  versions: { nx: '24.0.0', 'nx-workflow': '0.1.0', node: '20.19.0' },
  tasks: [],
});

test('records are read back, oldest first', () => {
  expect([listRuns(folder), readRuns(folder), readLastRun(folder)]).toEqual([[], [], undefined]);
  const runs = [record(3_000), record(1_000), record(2_000)];
  for (const run of runs) writeRun(folder, run);
  expect(readRuns(folder).map((run) => run.startTime)).toEqual([1_000, 2_000, 3_000]);
  expect(readLastRun(folder)).toEqual(runs[0]);
  expect(readRun(folder, 'no-such-run')).toBeUndefined();
});

test('they lie in the folder `runs`', () => {
  expect(runsFolder('state')).toBe(join('state', 'runs'));
});

test('only the newest are kept, and no temporary file stays', () => {
  for (let i = 0; i < KEPT_RUNS + 7; i++) writeRun(folder, record(i * 1_000));
  expect(readdirSync(runsFolder(folder))).toHaveLength(KEPT_RUNS);
  expect(readRuns(folder)[0]?.startTime).toBe(7_000);
});

test('large records displace older ones, but never the newest', () => {
  for (const time of [1_000, 2_000, 3_000]) writeRun(folder, record(time));
  const [, second, newest] = readdirSync(runsFolder(folder)).sort();
  truncateSync(join(runsFolder(folder), second!), MAX_TOTAL_BYTES - 300);
  writeRun(folder, record(4_000));
  expect(readRuns(folder).map((run) => run.startTime)).toEqual([3_000, 4_000]);
  truncateSync(join(runsFolder(folder), newest!), MAX_TOTAL_BYTES);
  writeRun(folder, record(5_000));
  expect(readRuns(folder).map((run) => run.startTime)).toEqual([4_000, 5_000]);
  const last = listRuns(folder).at(-1)!;
  truncateSync(join(runsFolder(folder), `${last}.json`), MAX_TOTAL_BYTES + 1);
  writeRun(folder, record(4_500));
  expect(listRuns(folder)).toEqual([last]);
});

test('the number of kept records is configurable, down to none', () => {
  expect(keptRuns({})).toBe(KEPT_RUNS);
  expect(keptRuns({ NX_WORKFLOW_KEEP_RUNS: '3' })).toBe(3);
  expect(keptRuns({ NX_WORKFLOW_KEEP_RUNS: '0' })).toBe(0);
  for (const text of ['', 'many', '-1', '1.5']) expect(keptRuns({ NX_WORKFLOW_KEEP_RUNS: text })).toBe(KEPT_RUNS);
  for (let i = 0; i < 5; i++) writeRun(folder, record(i * 1_000), 3);
  expect(readRuns(folder).map((run) => run.startTime)).toEqual([2_000, 3_000, 4_000]);
  writeRun(folder, record(9_000), 0);
  writeFileSync(join(folder, 'file'), '');
  expect(() => writeRun(join(folder, 'file'), record(9_000), 0)).not.toThrow();
  expect(listRuns(folder)).toEqual([]);
});

test('one record is kept if that is wanted, and files with other names stay', () => {
  writeRun(folder, record(1_000), 1);
  writeFileSync(join(runsFolder(folder), 'notes.json'), '');
  writeFileSync(join(runsFolder(folder), 'notes.txt'), '');
  writeRun(folder, record(2_000), 1);
  expect(readRuns(folder).map((run) => run.startTime)).toEqual([2_000]);
  expect(readdirSync(runsFolder(folder))).toHaveLength(3);
  expect(listRuns(folder).at(-1)).toBe('notes');
});

test.each([
  ['2026-01-02T03-04-05-006Z-0a1b2c.json', true],
  ['+012026-01-02T03-04-05-006Z-0a1b2c.json', true],
  ['2026-01-02T03-04-05-006Z-0a1b2c.json.tmp', false],
  ['x2026-01-02T03-04-05-006Z-0a1b2c.json', false],
  ['2026-01-02T03-04-05-006Z-0a1b2.json', false],
])('%s is the name of a record: %s', (name, expected) => {
  expect(isRecordName(name)).toBe(expected);
});

test('damaged records and those of another version are ignored', () => {
  writeRun(folder, record(1_000));
  for (const [name, text] of Object.entries({
    '9999-truncated': '{"version":1,"tas',
    '9998-null': 'null',
    '9997-other': '{"version":2,"tasks":[]}',
    '9996-no-tasks': '{"version":1}',
  })) {
    writeFileSync(join(runsFolder(folder), `${name}.json`), text);
  }
  expect(listRuns(folder)).toHaveLength(5);
  expect(readRuns(folder)).toHaveLength(1);
  expect(readLastRun(folder)?.startTime).toBe(1_000);
});

test('two runs in one millisecond do not overwrite each other', () => {
  writeRun(folder, record(1_000));
  writeRun(folder, record(1_000));
  expect(readRuns(folder)).toHaveLength(2);
});
