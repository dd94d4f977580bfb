import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COUNT = join(__dirname, '../.ci/count.mjs');
const NOTHING = {
  numPassedTests: 0,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 0,
  numTodoTests: 0,
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ci-count-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each([
  ['all passed', { numPassedTests: 12 }, 0, '12 passed, 0 failed', 0],
  ['some skipped', { numPassedTests: 12, numPendingTests: 2, numTodoTests: 1 }, 0, '12 passed, 0 failed, 3 skipped', 0],
  ['one failed', { numPassedTests: 11, numFailedTests: 1 }, 1, '11 passed, 1 failed', 1],
  ['a file that cannot be loaded', { numPassedTests: 11, numRuntimeErrorTestSuites: 1 }, 1, '11 passed, 1 failed', 1],
  ['one failed, but npm said all is well', { numPassedTests: 11, numFailedTests: 1 }, 0, '11 passed, 1 failed', 1],
  ['npm failed although the tests passed', { numPassedTests: 12 }, 1, '12 passed, 0 failed', 1],
  ['no test', {}, 0, '0 passed, 0 failed', 1],
])('%s', (_, numbers, npmCode, line, code) => {
  const report = join(folder, 'jest.json');
  writeFileSync(report, JSON.stringify({ ...NOTHING, ...numbers }));
  const run = spawnSync(process.execPath, [COUNT, report, String(npmCode)], { encoding: 'utf8' });
  expect([run.stdout, run.status]).toEqual([`${line}\n`, code]);
});

test('a step before the tests failed, so there is no report', () => {
  const run = spawnSync(process.execPath, [COUNT, join(folder, 'none.json'), '2'], { encoding: 'utf8' });
  expect([run.stdout, run.status]).toEqual(['0 passed, 1 failed\n', 1]);
});
