import type { TargetConfiguration } from '@nx/devkit';
import { fakeFacts, type FakeWorkspace } from '../testing/fake-facts';
import { renderDiagnostics } from '../diagnostics/render';
import { inferWorkflows } from './infer';

const FILE = 'a/nx-workflow.json';

function infer(
  tasks: object,
  workspace: FakeWorkspace = {},
): { said: string; targets: Record<string, TargetConfiguration> } {
  const [result] = inferWorkflows([{ file: FILE, text: JSON.stringify({ name: 'a', tasks }) }], fakeFacts(workspace));
  return { said: renderDiagnostics(result?.diagnostics ?? []), targets: result?.projects['a']?.targets ?? {} };
}

const said = (task: object): string[] =>
  infer({ run: task })
    .said.split('\n')
    .filter((line) => /^\S|hint/.test(line))
    .map((line) => line.replace(/:\d+:\d+ /, ' ').trim());

test('a command with limits gets the executor nx-workflow:command, with its options', () => {
  const { said: nothing, targets } = infer({
    run: { command: 'x', options: { cwd: 'a' }, configurations: { ci: { command: 'y' } }, timeout: 30, retries: 2 },
    many: { executor: 'nx:run-commands', options: { commands: ['x', 'y'] }, retries: 0 },
    plain: { command: 'x' },
  });
  expect(nothing).toBe('');
  expect(targets['run']).toMatchObject({
    executor: 'nx-workflow:command',
    options: { command: 'x', cwd: 'a', timeout: 30, retries: 2 },
    configurations: { ci: { command: 'y' } },
  });
  expect(targets['run']).not.toHaveProperty('command');
  expect(targets['run']).not.toHaveProperty('timeout');
  expect(targets['many']).toMatchObject({
    executor: 'nx-workflow:command',
    options: { commands: ['x', 'y'], retries: 0 },
  });
  expect(targets['plain']).toMatchObject({ command: 'x' });
  expect(targets['plain']).not.toHaveProperty('executor');
});

test('edges to it work as to any other task', () => {
  const up = { command: 'x', outputs: ['{projectRoot}/o'], retries: 1 };
  const { said: nothing, targets } = infer({ up, down: { command: 'y', dependsOn: ['up'] } });
  expect(nothing).toBe('');
  expect(targets['down']?.inputs).toContainEqual({ dependentTasksOutputFiles: 'a/{o,o/**/*}' });
  expect(infer({ up: { command: 'x', retries: 1 }, down: { command: 'y', dependsOn: ['up'] } }).said).toContain(
    '"up" declares no outputs, so this edge hashes nothing into "down"',
  );
});

test('a linked package is part of its hash', () => {
  const { targets } = infer({ run: { command: 'x', retries: 1 } }, { implementation: { kind: 'linked', hash: 'abc' } });
  expect(targets['run']?.options).toMatchObject({ env: { NX_WORKFLOW_IMPLEMENTATION: 'abc' } });
});

test.each<[object, string, string]>([
  [
    { executor: 'x:y', timeout: 5 },
    '"timeout" is for tasks that run a command, and "run" has an executor of its own',
    'use an option of that executor, if it has one',
  ],
  [
    { command: 'x', continuous: true, retries: 1 },
    'task "run" is continuous, so it has no "retries"',
    'remove "retries" or "continuous"',
  ],
  [{ command: 'x', timeout: 0 }, '"timeout" must be at least 1 second, not 0', 'write "timeout": 60'],
  [{ command: 'x', retries: -1 }, '"retries" must be from 0 to 10, not -1', 'write "retries": 2'],
  [{ command: 'x', retries: 11 }, '"retries" must be from 0 to 10, not 11', 'write "retries": 2'],
])('%j is an error', (task, message, hint) => {
  expect(said(task)).toEqual([`${FILE} error limits: ${message}`, `hint: ${hint}`]);
});

test('the bounds are allowed', () => {
  expect(said({ command: 'x', timeout: 1, retries: 10 })).toEqual([]);
  expect(said({ command: 'x', timeout: 1.5 })[0]).toContain('"timeout" must be a whole number');
});
