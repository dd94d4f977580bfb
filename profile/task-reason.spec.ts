import type { RunRecord, TaskRecord } from '../state/run-records';
import { taskReason } from './task-reason';
import { reasonText } from './task-reason-text';
import { run, task } from './testing/sample-run';

const PROJECTS = new Set(['a']);

function seen(id: string, hash: string, nodes: Record<string, string>, more: Partial<TaskRecord> = {}) {
  const record = task('a:t', 0, 5, { hash, hashDetails: { command: 'c', nodes }, ...more });
  return run([record], { id });
}

const replay = { status: 'local-cache' } as const;
const NO_DETAILS = { newer: [], from: [], cacheable: true };

test('compares the last execution with the previous run, executed or replayed', () => {
  const runs = [
    seen('1', 'h1', { 'env:A': '1', 'env:GONE': '1' }),
    seen('2', 'h1', { 'env:A': '1', 'env:GONE': '1' }, replay),
    run([task('other:t', 0, 1)], { id: '3' }),
    seen('4', 'h2', { 'env:A': '2', 'env:NEW': '1' }),
    seen('5', 'h2', { 'env:A': '2', 'env:NEW': '1' }, replay),
    seen('6', 'h2', { 'env:A': '2', 'env:NEW': '1' }, replay),
  ];
  const reason = taskReason('a:t', runs, PROJECTS)!;
  expect(reason).toMatchObject({ run: '4', before: { run: '2' }, why: 'changed', replayedSince: 2 });
  expect(reasonText(reason, NO_DETAILS)).toBe(`a:t ran in run 4, and came from the cache 2 times since: since run 2
  changed  environment: A
  removed  environment: GONE
  added  environment: NEW`);
});

test('a task that was only replayed or skipped has no reason', () => {
  const runs = [seen('1', 'h', {}, replay), run([task('a:t', 0, 0, { status: 'skipped' })], { id: '2' })];
  expect(taskReason('a:t', runs, PROJECTS)).toBeUndefined();
  expect(taskReason('a:t', [], PROJECTS)).toBeUndefined();
});

test('a skipped task does not count as a run, even with a hash', () => {
  const runs = [seen('1', 'h', {}), seen('2', 'h', {}, { status: 'skipped' })];
  expect(taskReason('a:t', runs, PROJECTS)).toMatchObject({ run: '1', replayedSince: 0 });
});

test('the first recorded run of a task', () => {
  const [first, failed] = [seen('1', 'h', {}), seen('1', 'h', {}, { status: 'failed' })];
  const text = (...runs: RunRecord[]): string => reasonText(taskReason('a:t', runs, PROJECTS)!, NO_DETAILS);
  expect(text(first)).toBe('a:t ran in run 1: no earlier run is recorded');
  expect(text(failed)).toBe('a:t failed in run 1: no earlier run is recorded');
  expect(text(first, seen('2', 'h', {}, replay))).toBe(
    'a:t ran in run 1, and came from the cache once since: no earlier run is recorded',
  );
});

describe('with the inputs of the previous run, there was nothing to replay:', () => {
  const text = (before: RunRecord, last: RunRecord, details = NO_DETAILS): string =>
    reasonText(taskReason('a:t', [before, last], PROJECTS)!, details);
  const [once, again] = [seen('1', 'h', { 'env:A': '1' }), seen('2', 'h', { 'env:A': '2' })];

  test('the task is not cached', () => {
    expect(text(once, again, { ...NO_DETAILS, cacheable: false })).toBe(
      'a:t ran in run 2, with the inputs of run 1: it is not cached',
    );
  });
  test("Nx's cache was off", () => {
    expect(text(once, { ...again, command: ['run', 'a:t', '--skip-nx-cache'] })).toBe(
      "a:t ran in run 2, with the inputs of run 1: Nx's cache was off",
    );
  });
  test('that run failed', () => {
    expect(text(seen('1', 'h', {}, { status: 'failed' }), again)).toBe(
      'a:t ran in run 2, with the inputs of run 1: that run failed, so there was nothing to replay',
    );
  });
  test('the cache no longer had it', () => {
    expect(text(once, again)).toBe("a:t ran in run 2, with the inputs of run 1: Nx's cache no longer had its result");
  });
  test('differences of details with the same hash are not reported', () => {
    expect(taskReason('a:t', [once, again], PROJECTS)?.inputs).toEqual([]);
  });
});

test('each kind of input with the task that wrote it, arguments first', () => {
  const nodes = {
    'a:src/**': '1',
    'lib/out/*:lib/out': '1',
    'a:ProjectConfiguration': '1',
    'npm:handlebars': '1',
    'runtime:node -v': '1',
    Other: '1',
    'env:SAME': '1',
  };
  const changed = Object.fromEntries(Object.keys(nodes).map((name) => [name, name === 'env:SAME' ? '1' : '2']));
  const before = seen('1', 'h1', nodes);
  const last = run([task('a:t', 0, 5, { hash: 'h2', hashDetails: { command: 'd', nodes: changed } })], { id: '2' });
  const reason = taskReason('a:t', [before, last], PROJECTS)!;
  const written: Record<string, string[]> = { 'src/**': ['src/a.ts', 'src/b.ts'], 'lib/out/*': ['lib/out/c.js'] };
  const newer = reason.inputs.map(({ what }) => written[what] ?? []);
  const from = reason.inputs.map(({ kind }) => (kind === 'upstream-output' ? 'lib:build' : null));
  expect(reasonText(reason, { newer, from, cacheable: true })).toBe(`a:t ran in run 2: since run 1
  changed  arguments: the arguments of the run
  changed  input: Other
  changed  configuration: the configuration of project a
  changed  file: src/**; written since: src/a.ts, src/b.ts
  changed  output of another task: lib:build: lib/out/*; written since: lib/out/c.js
  changed  external dependency: handlebars
  changed  output of the command: node -v`);
});

test('details of only one run give no differences', () => {
  const without = run([task('a:t', 0, 1, { hash: 'h1' })], { id: '1' });
  expect(taskReason('a:t', [without, seen('2', 'h2', { 'env:A': '1' })], PROJECTS)?.inputs).toEqual([]);
  expect(taskReason('a:t', [seen('1', 'h1', { 'env:A': '1' }), { ...without, id: '2' }], PROJECTS)?.inputs).toEqual([]);
});

test('a changed hash without details', () => {
  const runs = [
    run([task('a:t', 0, 1, { hash: '1' })], { id: '1' }),
    run([task('a:t', 0, 1, { hash: '2' })], { id: '2' }),
  ];
  expect(reasonText(taskReason('a:t', runs, PROJECTS)!, NO_DETAILS)).toBe(
    'a:t ran in run 2: its inputs changed since run 1, but Nx recorded no details',
  );
});

test.each([
  [['run', 'a:t', '--skip-nx-cache'], true],
  [['run', 'a:t', '--skipNxCache'], true],
  [['run', 'a:t', '--skip-nx-cache=false'], false],
  [['run', 'a:t'], false],
])('whether the cache was off: nx %j', (command, cacheOff) => {
  const runs = [run([task('a:t', 0, 1)], { command })];
  expect(taskReason('a:t', runs, PROJECTS)?.cacheOff).toBe(cacheOff);
});
