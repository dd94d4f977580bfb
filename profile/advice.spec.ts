import { advice, type AdviceInput } from './advice';
import { criticalPath } from './critical-path';

const lanes = { lanes: 2, busyMs: 0, idleMs: 0, quietMs: 0, full: 0, efficiency: 1 };

function given(tasks: AdviceInput['tasks'], more: Partial<AdviceInput> = {}): AdviceInput {
  const path = criticalPath(tasks);
  return { tasks, path, runMs: path.ms, cores: 4, lanes, ...more };
}

const task = (name: string, ms: number, dependsOn: string[] = [], orderOnly: string[] = []) => ({
  task: name,
  ms,
  dependsOn,
  orderOnly,
});

test('the gain of a task ends where another chain becomes the longest', () => {
  const tasks = [task('a', 100), task('b', 60), task('end', 10, ['a', 'b'])];
  expect(advice(given(tasks))).toEqual([
    { kind: 'speed-up', task: 'a', ms: 100, gainMs: 40 },
    { kind: 'speed-up', task: 'end', ms: 10, gainMs: 10 },
  ]);
});

test('there is no gain if two chains are equally long', () => {
  expect(advice(given([task('a', 100), task('b', 100)]))).toEqual([]);
});

test('the gain of an order edge is the difference of the path without it', () => {
  const tasks = [task('a', 100), task('b', 60, ['a'], ['a'])];
  expect(advice(given(tasks))).toContainEqual({ kind: 'order-only-edge', task: 'b', after: 'a', gainMs: 60 });
});

test('an order-only edge off the critical path, or beside a data chain of the same length, costs nothing', () => {
  const off = [task('a', 10), task('b', 10, ['a'], ['a']), task('c', 100)];
  const doubled = [task('a', 100), task('z', 100), task('b', 60, ['a', 'z'], ['a'])];
  for (const tasks of [off, doubled])
    expect(advice(given(tasks)).filter(({ kind }) => kind === 'order-only-edge')).toEqual([]);
});

test('busy lanes are reported if they made the run longer than its critical path', () => {
  const tasks = [task('a', 100), task('b', 100), task('c', 100)];
  const full = { ...lanes, full: 0.9 };
  expect(advice(given(tasks, { runMs: 200, lanes: full }))).toEqual([
    { kind: 'lanes', lanes: 2, cores: 4, full: 0.9, overMs: 100 },
  ]);
  expect(advice(given(tasks, { runMs: 105, lanes: full }))).toEqual([]);
  expect(advice(given(tasks, { runMs: 200 }))).toEqual([]);
});

test('at most three tasks are named, those with the largest gain first, and equal ones by name', () => {
  const chain = [task('c', 10), task('a', 10, ['c']), task('d', 30, ['a']), task('b', 20, ['d'])];
  expect(advice(given(chain)).map((one) => (one.kind === 'speed-up' ? [one.task, one.gainMs] : one))).toEqual([
    ['d', 30],
    ['b', 20],
    ['a', 10],
  ]);
});

test('of two tasks with the same gain, the longer is first', () => {
  const tasks = [task('a', 40), task('b', 100, ['a']), task('other', 105)];
  expect(advice(given(tasks)).map((one) => (one.kind === 'speed-up' ? [one.task, one.gainMs] : one))).toEqual([
    ['b', 35],
    ['a', 35],
  ]);
});

test('a gain of one percent of the path is reported, a smaller one is not', () => {
  expect(advice(given([task('a', 99), task('b', 1, ['a'])]))).toHaveLength(2);
  expect(advice(given([task('a', 100), task('b', 1, ['a'])]))).toHaveLength(1);
});

test('order edges are sorted by gain, then by name', () => {
  const edges = (tasks: AdviceInput['tasks']): unknown[] =>
    advice(given(tasks)).flatMap((one) => (one.kind === 'order-only-edge' ? [[one.task, one.after, one.gainMs]] : []));
  expect(edges([task('a', 10), task('b', 10, ['a'], ['a']), task('c', 50, ['b'], ['b'])])).toEqual([
    ['c', 'b', 20],
    ['b', 'a', 10],
  ]);
  expect(edges([task('c', 10, ['b'], ['b']), task('a', 10), task('b', 40, ['a'], ['a'])])).toEqual([
    ['b', 'a', 10],
    ['c', 'b', 10],
  ]);
});

test('an order edge has no gain if a data edge to the same task remains', () => {
  const tasks = [task('a', 100), task('b', 60, ['a'], ['a']), task('c', 60, ['a'])];
  expect(advice(given(tasks)).map(({ kind }) => kind)).toEqual(['speed-up']);
});

test('a run that took no time has no advice', () => {
  expect(advice(given([task('a', 0), task('b', 0, ['a'], ['a'])]))).toEqual([]);
});

test('lanes are reported if they were full for half of the run and more than a tenth can be gained', () => {
  const tasks = [task('a', 90)];
  const at = (full: number, runMs: number): number =>
    advice(given(tasks, { runMs, lanes: { ...lanes, full } })).filter(({ kind }) => kind === 'lanes').length;
  expect([at(0.5, 200), at(0.49, 200)]).toEqual([1, 0]);
  expect([at(0.9, 100), at(0.9, 101)]).toEqual([0, 1]);
});
