import { fakeFacts, type FakeWorkspace } from '../testing/fake-facts';
import { inferWorkflows } from './infer';

const LIBS = { 'libs/a': { name: 'a' }, 'libs/b': { name: 'bb' }, 'apps/k': { name: 'k' } };

function infer(tasks: object, workspace: FakeWorkspace = {}) {
  const files = [{ file: 'apps/k/nx-workflow.json', text: JSON.stringify({ name: 'k', tasks }) }];
  const [result] = inferWorkflows(files, fakeFacts({ projects: LIBS, ...workspace }));
  if (!result || result.diagnostics.length > 0) throw new Error(JSON.stringify(result?.diagnostics));
  return result;
}

const target = (result: ReturnType<typeof infer>, root: string, name: string) => result.projects[root]?.targets?.[name];

describe('inputs for `nx affected`', () => {
  const outputs = ['{projectRoot}/build'];
  const tasks = {
    make: { command: 'x', phase: 'one', project: 'libs/a', inputs: ['{projectRoot}/a.txt'], outputs },
    look: {
      command: 'x',
      phase: 'two',
      project: 'libs/*',
      inputs: [
        '{projectRoot}/**/*',
        '!{projectRoot}/x',
        'shared',
        '{workspaceRoot}/c',
        { json: '{projectRoot}/j.json' },
      ],
      dependsOn: ['make'],
    },
    here: {
      command: 'x',
      phase: 'two',
      inputs: ['production', '^production', '{projectRoot}/h', { env: 'E' }, { externalDependencies: ['semver'] }],
    },
  };
  const byTasks = (name: string) => target(infer(tasks), 'apps/k', name)?.inputs;

  test('by tasks: outputs of parts that have any, inputs of the others', () => {
    expect(byTasks('workflow-one')).toEqual([{ dependentTasksOutputFiles: '**/*' }]);
    const ofLook = (root: string, name: string) => [
      `{workspaceRoot}/${root}/**/*`,
      { input: 'shared', projects: [name] },
      '{workspaceRoot}/c',
      { json: `{workspaceRoot}/${root}/j.json` },
    ];
    const a = { dependentTasksOutputFiles: 'libs/a/{build,build/**/*}', transitive: true };
    expect(byTasks('workflow-two')).toEqual([
      ...ofLook('libs/a', 'a'),
      a,
      ...ofLook('libs/b', 'bb').filter((input) => input !== '{workspaceRoot}/c'),
      'production',
      '^production',
      '{workspaceRoot}/apps/k/h',
      { externalDependencies: ['semver'] },
      { externalDependencies: ['nx-workflow'] },
    ]);
    expect(byTasks('workflow')).toEqual([{ dependentTasksOutputFiles: '**/*' }, ...(byTasks('workflow-two') ?? [])]);
  });

  test('by projects: all files, and other projects as a whole', () => {
    const result = infer(tasks, { affectedBy: 'projects' });
    const ofLook = ['{workspaceRoot}/libs/a/**/*', '{workspaceRoot}/libs/b/**/*'];
    expect(target(result, 'apps/k', 'workflow')?.inputs).toEqual([
      ...ofLook,
      '{workspaceRoot}/libs/a/a.txt',
      '{workspaceRoot}/c',
      '{workspaceRoot}/apps/k/h',
    ]);
    // The definition is not an input of its own here: the workflow file affects its own project.
    expect(target(result, 'libs/a', 'make')?.inputs).toEqual(['{projectRoot}/a.txt']);
  });

  test('a task on another project: its definition; the whole file if its name contains a dot', () => {
    const result = infer({ 'a.b': { command: 'x', project: 'libs/a', inputs: [] } });
    const json = '{workspaceRoot}/apps/k/nx-workflow.json';
    expect(target(result, 'libs/a', 'a.b')?.inputs).toEqual([{ json }]);
    expect(target(infer({ a: { command: 'x', inputs: [] } }), 'apps/k', 'a')?.inputs).toEqual([]);
  });
});
