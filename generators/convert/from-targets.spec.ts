import { Refusal } from '../refusal';
import { taskProperties } from '../own-package';
import type { ConversionContext } from './conversion';
import { convertTargets } from './from-targets';

function convert(targets: Record<string, unknown>, more: Partial<ConversionContext> & { only?: string[] } = {}) {
  const { only, ...surroundings } = more;
  const found = convertTargets(targets, only, {
    targetDefaults: {},
    umbrella: 'workflow',
    properties: taskProperties(),
    runScript: 'npm run',
    ...surroundings,
  });
  if (found instanceof Refusal) throw new Error(`${found.message}\nhint: ${found.hint}`);
  return { ...found, tasks: Object.fromEntries(found.tasks) };
}

test('targets become tasks that run and hash the same', () => {
  const { tasks, converted, notes } = convert({
    generate: { command: 'node gen.js', outputs: ['dist/gen', '!{projectRoot}/x'], cache: true },
    build: {
      executor: '@nx/js:tsc',
      options: { main: 'index.ts' },
      configurations: { production: {} },
      dependsOn: [
        'generate',
        '^build',
        { target: 'generate', params: 'forward' },
        { target: 'build', projects: ['b'] },
        'lint',
      ],
      inputs: ['production'],
      outputs: ['{options.outputPath}'],
      cache: true,
      metadata: { description: 'Compiles', owner: 'me' },
    },
    pack: { executor: 'nx:run-commands', command: 'npm pack', outputs: ['{projectRoot}/pack'] },
  });
  expect(tasks).toEqual({
    generate: {
      command: 'node gen.js',
      inputs: ['default', '^default'],
      outputs: ['{workspaceRoot}/dist/gen', '!{projectRoot}/x'],
      cache: true,
    },
    build: {
      description: 'Compiles',
      executor: '@nx/js:tsc',
      options: { main: 'index.ts' },
      configurations: { production: {} },
      dependsOn: [
        'generate',
        '^build',
        { task: 'generate', params: 'forward' },
        { target: 'build', projects: ['b'] },
        { target: 'lint' },
      ],
      inputs: ['production'],
      outputs: ['{options.outputPath}'],
      cache: true,
      metadata: { owner: 'me' },
    },
    pack: { command: 'npm pack', outputs: ['{projectRoot}/pack'], cache: false },
  });
  expect(converted).toEqual(['generate', 'build', 'pack']);
  expect(notes).toEqual([]);
});

test('a task gets the cache setting of targetDefaults', () => {
  const targetDefaults = { build: { cache: true } };
  expect(convert({ build: { command: 'x', outputs: ['{projectRoot}/d'] } }, { targetDefaults }).tasks.build).toEqual({
    command: 'x',
    inputs: ['default', '^default'],
    outputs: ['{projectRoot}/d'],
  });
});

test('a target that cannot be a task stays, and its dependants refer to it as a target', () => {
  const { tasks, notes } = convert(
    {
      'build:css': { command: 'sass' },
      test: { dependsOn: ['build'] },
      lint: { command: 'eslint', odd: 1 },
      spoilt: { command: 'x', options: { a: 'to/{workspaceRoot}' } },
      both: { command: 'x', executor: 'a:b' },
      defaults: { command: 'x', outputs: ['{projectRoot}/o'] },
      first: { command: 'x', outputs: ['{projectRoot}/dist'], cache: true },
      second: { command: 'x', outputs: ['{projectRoot}/dist/sub'], cache: true },
      workflow: { command: 'x' },
      last: { command: 'y', dependsOn: ['second', 'first', 'lint'] },
    },
    { targetDefaults: { defaults: { outputs: ['{projectRoot}/z'], inputs: ['...', 'x'] } } },
  );
  expect(Object.keys(tasks)).toEqual(['first', 'last']);
  expect(tasks.last).toEqual({ command: 'y', dependsOn: [{ target: 'second' }, 'first', { target: 'lint' }] });
  expect(notes).toEqual([
    '"build:css" is left as it is: its name cannot be the name of a task',
    '"test" is left as it is: it has neither executor nor command, so it only changes a target made elsewhere',
    '"lint" is left as it is: it has the property "odd", which a task cannot have',
    '"spoilt" is left as it is: it contains a text in which Nx would replace a token',
    '"both" is left as it is: it has both executor and command',
    '"defaults" is left as it is: "targetDefaults" in nx.json would replace "outputs" of the task; take them out there first',
    '"second" is left as it is: its output "{projectRoot}/dist/sub" is also that of "first", and a task owns its outputs alone',
    '"workflow" is left as it is: its name is that of the target that runs the whole workflow',
  ]);
});

test('targets that the plugin had added are removed, because it adds them again', () => {
  const { tasks, converted, notes } = convert({
    workflow: { executor: 'nx:noop', metadata: { nxWorkflow: { workflow: 'k1' } } },
    'a-typecheck': {
      executor: 'nx-workflow:typecheck',
      metadata: { nxWorkflow: { workflow: 'k1', task: 'a-typecheck' } },
    },
    'a-watch': { executor: 'nx-workflow:watch', metadata: { nxWorkflow: { workflow: 'k1', task: 'a-watch' } } },
    a: {
      command: 'x',
      metadata: { description: 'A', nxWorkflow: { workflow: 'k1', task: 'a', phase: 'p', id: 3 } },
    },
  });
  expect(tasks).toEqual({ a: { id: 3, phase: 'p', description: 'A', command: 'x' } });
  expect(converted).toEqual(['a', 'workflow', 'a-typecheck', 'a-watch']);
  expect(notes).toEqual([
    '"workflow" is removed: the plugin adds it',
    '"a-typecheck" is removed: the plugin adds it',
    '"a-watch" is removed: the plugin adds it',
  ]);
});

test.each([
  [
    { a: { command: 'x', dependsOn: ['y'] }, y: { command: 'y', dependsOn: ['a'] } },
    {},
    'the targets wait for each other: a → y → a\nhint: remove one of these edges first',
  ],
  [{ build: { command: 'x' } }, { only: ['buidl'] }, 'there is no target "buidl"\nhint: did you mean "build"?'],
])('%j is refused', (targets, more, message) => {
  expect(() => convert(targets, more)).toThrow(new Error(message));
});
