import codegenGenerator from './codegen/generator';
import initGenerator from './init/generator';
import patternGenerator from './pattern/generator';
import taskGenerator from './task/generator';
import templateGenerator from './template/generator';
import { printed, workspaceTree } from './testing/tree';
import workflowGenerator from './workflow/generator';

afterEach(() => jest.restoreAllMocks());

test('each generator prints the next command, with the name of the project in Nx', async () => {
  const files = {
    'nx.json': {},
    'package.json': { devDependencies: { 'nx-workflow': '0.1.0' } },
    'libs/one/project.json': { name: 'uno' },
    'libs/two/package.json': { name: '@acme/two' },
  };
  const tree = workspaceTree(files);
  const { info } = printed();
  const done = [
    initGenerator(tree, {}),
    await workflowGenerator(tree, { name: 'data', directory: 'libs/one' }),
    await codegenGenerator(tree, { workflow: 'libs/one' }),
    await patternGenerator(tree, { name: 'another', workflow: 'libs/one' }),
    templateGenerator(tree, { name: 'index', each: 'library', workflow: 'libs/one' }),
    taskGenerator(tree, { name: 'bundle', command: 'x', workflow: 'libs/one' }),
    taskGenerator(tree, { name: 'pack', command: 'x', workflow: 'libs/one', project: ['libs/two'] }),
    await workflowGenerator(tree, { name: 'new', directory: 'libs/new' }),
    await codegenGenerator(tree, { workflow: 'libs/new' }),
    await workflowGenerator(tree, { name: 'empty', directory: 'libs/empty', empty: true }),
    initGenerator(tree, { records: true }),
  ];
  expect(info).toEqual([
    'the targets are added to the existing project "uno" in that folder',
    'a copy of libs/one/patterns/example.yaml; edit it',
  ]);
  info.length = 0;
  for (const say of done) await say();
  expect(info).toEqual([
    'next: npx nx g nx-workflow:workflow <name>',
    'next: npx nx run uno:workflow',
    'next: npx nx run uno:generate',
    'next: npx nx run uno:generate',
    'next: npx nx run uno:generate',
    'next: npx nx run uno:bundle',
    'next: npx nx run-many -t pack',
    'next: npx nx run new:workflow',
    'next: npx nx run new:generate',
    'next: npx nx g nx-workflow:codegen',
    'next: npx nx-workflow validate',
  ]);
  expect(tree.read('libs/one/nx-workflow.json', 'utf-8')).toContain('npx nx run uno:collect');
});
