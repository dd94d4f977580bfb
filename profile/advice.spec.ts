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

test('nothing is gained where two chains are equally long', () => {
  expect(advice(given([task('a', 100), task('b', 100)]))).toEqual([]);
});

test('an order-only edge costs what the path is shorter without it', () => {
  const tasks = [task('a', 100), task('b', 60, ['a'], ['a'])];
  expect(advice(given(tasks))).toContainEqual({ kind: 'order-only-edge', task: 'b', after: 'a', gainMs: 60 });
});

test('an order-only edge off the critical path, or beside a data chain of the same length, costs nothing', () => {
  const off = [task('a', 10), task('b', 10, ['a'], ['a']), task('c', 100)];
  const doubled = [task('a', 100), task('z', 100), task('b', 60, ['a', 'z'], ['a'])];
  for (const tasks of [off, doubled])
    expect(advice(given(tasks)).filter(({ kind }) => kind === 'order-only-edge')).toEqual([]);
});

test('busy lanes are named where the run took longer than its critical path for them', () => {
  const tasks = [task('a', 100), task('b', 100), task('c', 100)];
  const full = { ...lanes, full: 0.9 };
  expect(advice(given(tasks, { runMs: 200, lanes: full }))).toEqual([
    { kind: 'lanes', lanes: 2, cores: 4, full: 0.9, overMs: 100 },
  ]);
  expect(advice(given(tasks, { runMs: 105, lanes: full }))).toEqual([]);
  expect(advice(given(tasks, { runMs: 200 }))).toEqual([]);
});
