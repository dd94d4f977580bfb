import { fakeFacts, type FakeWorkspace } from '../testing/fake-facts';
import { mergedOwnTarget, mergedTask, OUTPUT_DIR, type MergedTarget } from './merged-target';
import type { Task } from './workflow';

const PLACE = { root: 'libs/a', projectName: 'a' };

function merged(target: object, own?: object, targetDefaults: Record<string, unknown> = {}): MergedTarget {
  const workspace: FakeWorkspace = {
    projects: { 'libs/a': { name: 'a', ...(own ? { targets: { make: own } } : {}) } },
    targetDefaults,
  };
  return mergedTask({ name: 'make', target } as unknown as Task, PLACE, fakeFacts(workspace));
}

test('a task without overrides is unchanged', () => {
  expect(merged({ command: 'make', outputs: ['{projectRoot}/dist'], dependsOn: ['^make'], cache: true })).toEqual({
    executor: 'nx:run-commands',
    options: [{}],
    outputs: ['{projectRoot}/dist'],
    dependsOn: ['^make'],
    cache: true,
    continuous: false,
  });
  expect(merged({ command: 'make' })).toMatchObject({ outputs: undefined, dependsOn: [], cache: undefined });
  expect(merged({ command: 'serve', continuous: true }).continuous).toBe(true);
});

test('the output folder of a codegen task is an output', () => {
  expect(merged({ executor: 'nx-workflow:codegen' }).outputs).toEqual([OUTPUT_DIR]);
  expect(merged({ executor: 'nx-workflow:codegen', outputs: ['x'] }).outputs).toEqual([OUTPUT_DIR, 'x']);
});

test('targetDefaults win over the task, and the project over both', () => {
  const task = { command: 'make', outputs: ['task'], cache: true };
  const defaults = { make: { outputs: ['defaults'], cache: false } };
  expect(merged(task, undefined, defaults)).toMatchObject({ outputs: ['defaults'], cache: false });
  expect(merged(task, { outputs: ['project'] }, defaults)).toMatchObject({ outputs: ['project'], cache: false });
});

test('options and configurations merge by key, lists at a spread token', () => {
  const task = {
    command: 'make',
    options: { a: 1, b: 1 },
    configurations: { fast: { b: 2 }, slow: { c: 2 } },
    outputs: ['one'],
    dependsOn: ['first'],
  };
  const own = {
    options: { b: 3 },
    configurations: { fast: { d: 3 }, other: { a: 3 } },
    outputs: ['two', '...'],
    dependsOn: ['...', 'second'],
  };
  expect(merged(task, own)).toMatchObject({
    options: [
      { a: 1, b: 3 },
      { a: 1, b: 2, d: 3 },
      { a: 1, b: 3, c: 2 },
      { a: 3, b: 3 },
    ],
    outputs: ['two', 'one'],
    dependsOn: ['first', 'second'],
  });
  expect(merged({ command: 'make' }, { outputs: ['...', 'two'], dependsOn: ['...'] })).toMatchObject({
    outputs: ['two'],
    dependsOn: [],
  });
});

test('another executor inherits nothing', () => {
  const task = { command: 'make', options: { a: 1 }, outputs: ['one'], cache: true };
  expect(merged(task, { executor: '@nx/js:tsc', options: { b: 2 } })).toEqual({
    executor: '@nx/js:tsc',
    options: [{ b: 2 }],
    outputs: undefined,
    dependsOn: [],
    cache: undefined,
    continuous: false,
  });
  expect(merged(task, { command: 'other' })).toMatchObject({ options: [{ a: 1 }], outputs: ['one'] });
});

test('outputs that are not strings are ignored', () => {
  expect(merged({ command: 'make', outputs: ['a', 1, null] }).outputs).toEqual(['a']);
});

test("a project's own target gets targetDefaults below it", () => {
  const facts = fakeFacts({
    projects: { 'libs/a': { name: 'a', targets: { build: { executor: 'x:y', cache: true } } } },
    targetDefaults: { build: { cache: false, outputs: ['dist'] } },
  });
  expect(mergedOwnTarget('build', PLACE, facts)).toMatchObject({ executor: 'x:y', cache: true, outputs: ['dist'] });
  expect(mergedOwnTarget('test', PLACE, facts)).toBeUndefined();
});
