import { parse } from 'jsonc-parser';
import { printed, snapshot, workspaceTree } from '../testing/tree';
import workflowGenerator from './generator';

afterEach(() => jest.restoreAllMocks());

test('a starter in a new folder, with the plugin in nx.json and its output ignored', async () => {
  const tree = workspaceTree({ 'nx.json': {}, '.gitignore': 'node_modules' });
  await workflowGenerator(tree, { name: 'tokens', directory: './libs/tokens/' });
  const workflow = parse(tree.read('libs/tokens/nx-workflow.json', 'utf-8')!);
  expect(workflow.$schema).toBe('../../node_modules/nx-workflow/schemas/workflow.json');
  expect(workflow.name).toBe('tokens');
  expect(Object.keys(workflow.tasks)).toEqual(['collect', 'report']);
  expect(tree.exists('libs/tokens/tasks/collect.mjs')).toBe(true);
  expect(tree.exists('libs/tokens/project.json')).toBe(false);
  expect(JSON.parse(tree.read('nx.json', 'utf-8')!).plugins).toEqual(['nx-workflow']);
  expect(tree.read('.gitignore', 'utf-8')).toBe('node_modules\n/libs/tokens/build/\n');
});

test('a second run changes nothing and says so', async () => {
  const tree = workspaceTree();
  const { info } = printed();
  await workflowGenerator(tree, { name: 'tokens', directory: 'libs/tokens' });
  const before = snapshot(tree);
  await workflowGenerator(tree, { name: 'tokens', directory: 'libs/tokens' });
  expect(snapshot(tree)).toEqual(before);
  expect(info).toEqual(['libs/tokens/nx-workflow.json already exists; nothing changed']);
});

test('the folder defaults to the name, and may be the workspace itself', async () => {
  const tree = workspaceTree();
  await workflowGenerator(tree, { name: 'tokens', empty: true });
  expect(parse(tree.read('tokens/nx-workflow.json', 'utf-8')!).tasks).toEqual({});
  expect(tree.exists('.gitignore')).toBe(false);
  await workflowGenerator(tree, { name: 'root', directory: '.', empty: true });
  expect(parse(tree.read('nx-workflow.json', 'utf-8')!).$schema).toBe(
    './node_modules/nx-workflow/schemas/workflow.json',
  );
});

test('an existing project keeps its name', async () => {
  const tree = workspaceTree({ 'libs/a/project.json': { name: 'a', targets: { build: { command: 'true' } } } });
  await workflowGenerator(tree, { name: 'a', directory: 'libs/a' });
  expect(tree.read('libs/a/project.json', 'utf-8')).toContain('"build"');
  expect(tree.exists('libs/a/nx-workflow.json')).toBe(true);
});

test.each([
  [{ name: 'a b', directory: 'x' }, '"a b" cannot be the name of a workflow\nhint: use letters, digits and hyphens'],
  [
    { name: 'x', directory: '../x' },
    'the folder "../x" is not inside the workspace\nhint: write it from the workspace\'s root, like --directory=libs/tokens',
  ],
  [
    { name: 'x', directory: '/x' },
    'the folder "/x" is not inside the workspace\nhint: write it from the workspace\'s root, like --directory=libs/tokens',
  ],
  [
    { name: 'other', directory: 'libs/k1' },
    'libs/k1/nx-workflow.json already holds the workflow "k1"\nhint: a folder has one workflow: choose another --directory',
  ],
  [{ name: 'a', directory: 'libs/b' }, 'the project in "libs/a" already has the name "a"\nhint: choose another name'],
  [
    { name: 'k1', directory: 'libs/b' },
    'the project in "libs/k1" already has the name "k1"\nhint: choose another name',
  ],
  [
    { name: 'x', directory: 'libs/a' },
    'the project "a" already has a target "report"\nhint: write no starter tasks: --empty',
  ],
  [
    { name: 'x', directory: 'libs/c' },
    'the project "c" already has a target "workflow"\nhint: rename that target, or set the plugin option "workflowTargetName" in nx.json',
  ],
])('%j is refused, and nothing is written', async (options, message) => {
  const tree = workspaceTree({
    'libs/a/project.json': { name: 'a', targets: { report: { command: 'true' } } },
    'libs/c/project.json': { name: 'c', targets: { workflow: { command: 'true' } } },
    'libs/k1/nx-workflow.json': { name: 'k1', tasks: {} },
  });
  const before = snapshot(tree);
  await expect(workflowGenerator(tree, options)).rejects.toThrow(new Error(message));
  expect(snapshot(tree)).toEqual(before);
});
