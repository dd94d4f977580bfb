import type { TaskRecord } from '../state/run-records';
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

test('compares the last real run with the one before it, whether that ran or was replayed', () => {
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

test('a task that only ever came from the cache, or was skipped, has no reason to tell', () => {
  const runs = [seen('1', 'h', {}, replay), run([task('a:t', 0, 0, { status: 'skipped' })], { id: '2' })];
  expect(taskReason('a:t', runs, PROJECTS)).toBeUndefined();
  expect(taskReason('a:t', [], PROJECTS)).toBeUndefined();
});

test('a hash without details changed all the same', () => {
  const runs = [
    run([task('a:t', 0, 1, { hash: '1' })], { id: '1' }),
    run([task('a:t', 0, 1, { hash: '2' })], { id: '2' }),
  ];
  expect(reasonText(taskReason('a:t', runs, PROJECTS)!, NO_DETAILS)).toBe(
    'a:t ran in run 2: its inputs changed since run 1, but Nx told no details',
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
