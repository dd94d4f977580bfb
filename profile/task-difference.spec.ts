import type { TaskRecord } from '../state/run-records';
import { taskDifference, type TaskDifference } from './task-difference';
import { differenceText } from './task-difference-text';
import { run, task } from './testing/sample-run';

const PROJECTS = new Set(['a']);
const VERSIONS = { nx: '24.0.0', 'nx-workflow': '0.1.0', node: '20.20.2' };

function seen(id: string, hash: string, nodes?: Record<string, string>, more: Partial<TaskRecord> = {}) {
  const details = nodes ? { hashDetails: { command: 'c', nodes } } : {};
  return run([task('b:t', 0, 1), task('a:t', 0, 5, { hash, ...details, ...more })], { id });
}

function compare(...args: Parameters<typeof taskDifference>): TaskDifference {
  const found = taskDifference(...args);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

test('lists the inputs that differ, or that exist on one side only', () => {
  const here = seen('here', 'h1', {
    'env:MODE': '1',
    'a:{projectRoot}/src/**/*': '1',
    'env:HOME': '1',
    'runtime:id': 'x',
  });
  const there = seen('there', 'h2', {
    'env:MODE': '2',
    'a:{projectRoot}/src/**/*': '2',
    'env:CI': '1',
    'runtime:id': 'x',
  });
  const found = compare('a:t', [seen('older', 'h2', {}), here, run([], { id: 'other' })], there, PROJECTS);
  expect(found.isSame).toBe(false);
  expect(differenceText(found)).toBe(`a:t
  here:  ran in run here, with the hash h1
  there: ran in run there, with the hash h2
4 inputs differ:
  other bytes: file {projectRoot}/src/**/*
  only there: environment CI
  only here: environment HOME
  other bytes: environment MODE`);
});

test('reports equal inputs, and other differences', () => {
  const here = { ...seen('here', 'h', {}, { status: 'remote-cache' }), versions: { ...VERSIONS, node: '22.0.0' } };
  const found = compare('a:t', [here], { ...seen('there', 'h', { 'env:A': '1' }), versions: VERSIONS }, PROJECTS);
  expect(found.inputs).toEqual([]);
  expect(differenceText(found)).toBe(`a:t
  here:  cached (remote) in run here, with the hash h
  there: ran in run there, with the hash h
  node: 22.0.0 here, 20.20.2 there
the inputs are the same: if it ran anyway, its result was not in the cache, or the cache was off`);
});

test('one input, and no details by Nx', () => {
  const here = seen('here', 'h1', { 'env:A': '1' });
  expect(differenceText(compare('a:t', [here], seen('there', 'h2', {}), PROJECTS))).toContain('\n1 input differs:\n');
  expect(differenceText(compare('a:t', [here], seen('there', 'h2'), PROJECTS))).toMatch(
    /\nthe inputs differ, but Nx recorded no details$/,
  );
});

test('a side that has no hash of the task', () => {
  const all = seen('1', 'h', {});
  const none = run([task('b:t', 0, 1), { ...task('a:t', 0, 1), hash: undefined } as unknown as TaskRecord]);
  expect(taskDifference('a:t', [all], none, PROJECTS)).toBe('not there');
  expect(taskDifference('a:t', [none], all, PROJECTS)).toBe('not here');
  expect(taskDifference('a:t', [], all, PROJECTS)).toBe('not here');
});
