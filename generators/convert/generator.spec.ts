import type { ProjectGraph, Tree } from '@nx/devkit';
import { parse } from 'jsonc-parser';
import { orRefuse } from '../refusal';
import { json, printed, snapshot, workspaceTree } from '../testing/tree';
import convertGenerator from './generator';
import type { ConvertOptions } from './options';
import { findProject } from './project';
import { toProjectJson } from './to-project-json';

const WORKFLOW = 'libs/a/nx-workflow.json';

afterEach(() => jest.restoreAllMocks());

function read(tree: Tree, path: string) {
  return parse(tree.read(path, 'utf-8')!);
}

const PACKAGE = {
  name: '@acme/a',
  scripts: { gen: 'node gen.js', build: 'npm run gen && tsc', prepare: 'husky' },
  nx: { targets: { build: { outputs: ['{projectRoot}/dist'] } } },
};

describe('scripts', () => {
  const files = { 'package.json': { name: 'root', workspaces: ['libs/*'], devDependencies: { 'nx-workflow': '1' } } };

  test('become tasks; the scripts stay, and Nx no longer makes targets of them', async () => {
    const tree = workspaceTree({ ...files, 'libs/a/package.json': PACKAGE });
    const { info, warn } = printed();
    await convertGenerator(tree, { project: '@acme/a' });
    expect(read(tree, WORKFLOW)).toEqual({
      $schema: '../../node_modules/nx-workflow/schemas/workflow.json',
      name: '@acme/a',
      tasks: {
        gen: { command: 'node gen.js', options: { cwd: '{projectRoot}' } },
        build: {
          command: 'tsc',
          options: { cwd: '{projectRoot}' },
          after: ['gen'],
          outputs: ['{projectRoot}/dist'],
          cache: false,
        },
      },
    });
    expect(read(tree, 'libs/a/package.json')).toEqual({
      ...PACKAGE,
      nx: { targets: {}, includedScripts: ['prepare'] },
    });
    expect(warn).toEqual(['"prepare" is left as it is: the package manager runs it by itself']);
    expect(info).toEqual([`2 tasks in ${WORKFLOW}; check it with: npx nx-workflow validate ${WORKFLOW}`]);
  });

  test('a second run changes nothing and says so', async () => {
    const tree = workspaceTree({ ...files, 'libs/a/package.json': { ...PACKAGE, nx: {} } });
    printed();
    await convertGenerator(tree, { project: 'libs/a' });
    const before = snapshot(tree);
    const { info } = printed();
    await convertGenerator(tree, { project: 'libs/a' });
    expect(snapshot(tree)).toEqual(before);
    expect(info).toEqual(['nothing to convert in libs/a; nothing changed']);
  });

  test('the root package.json gets no nx field, which would make it a project', async () => {
    const tree = workspaceTree({ 'package.json': { name: 'root', scripts: { build: 'tsc' } } });
    printed();
    await convertGenerator(tree, { project: '.' });
    expect(read(tree, 'package.json').nx).toBeUndefined();
    expect(read(tree, 'nx-workflow.json').name).toBe('root');
  });
});

describe('targets', () => {
  const PROJECT = `{
  "name": "a", // ours
  "targets": {
    "gen": { "command": "node gen.js", "outputs": ["{projectRoot}/gen"], "cache": true },
    "build:x": { "command": "x" },
    "build": { "command": "tsc", "dependsOn": ["gen"] }
  }
}
`;

  test('are moved; those that stay are listed, and comments stay', async () => {
    const tree = workspaceTree({ 'libs/a/project.json': PROJECT });
    const { warn } = printed();
    await convertGenerator(tree, { project: 'a' });
    expect(read(tree, WORKFLOW).tasks).toEqual({
      gen: {
        command: 'node gen.js',
        inputs: ['default', '^default'],
        outputs: ['{projectRoot}/gen'],
        cache: true,
      },
      build: { command: 'tsc', dependsOn: ['gen'] },
    });
    expect(tree.read('libs/a/project.json', 'utf-8')).toBe(
      '{\n  "name": "a", // ours\n  "targets": {\n    "build:x": { "command": "x" }\n  }\n}\n',
    );
    expect(warn).toEqual(['"build:x" is left as it is: its name cannot be the name of a task']);
  });

  test('are added to an existing workflow file, which keeps its comments', async () => {
    const tree = workspaceTree({
      'libs/a/project.json': PROJECT,
      [WORKFLOW]: '{\n  "tasks": {\n    "old": { "command": "x" } // mine\n  }\n}\n',
    });
    printed();
    await convertGenerator(tree, { project: 'a', only: ['build'] });
    expect(tree.read(WORKFLOW, 'utf-8')).toContain('"old": { "command": "x" }, // mine');
    expect(read(tree, WORKFLOW).tasks.build).toEqual({ command: 'tsc', dependsOn: [{ target: 'gen' }] });
    expect(Object.keys(read(tree, 'libs/a/project.json').targets)).toEqual(['gen', 'build:x']);
  });
});

test.each<[ConvertOptions, string]>([
  [{ project: 'b' }, 'there is no project "b"\nhint: known: "a", "empty", "taken"'],
  [
    { project: 'a' },
    '"a" has targets and scripts, so --from is required\nhint: write --from=targets or --from=scripts; convert the others in a second run',
  ],
  [
    { project: 'libs/empty' },
    '"empty" has no targets in project.json and no scripts in package.json\nhint: add a task with: npx nx g nx-workflow:task',
  ],
  [
    { project: 'taken' },
    'libs/taken/nx-workflow.json already has a task "build"\nhint: choose another name, or edit the task there',
  ],
  [
    { project: 'a', to: 'project-json' },
    `there is no ${WORKFLOW}\nhint: name the project in whose folder the workflow file is`,
  ],
])('%j is refused, and nothing is written', async (options, message) => {
  const tree = workspaceTree({
    'libs/a/project.json': { name: 'a', targets: { build: { command: 'x' } } },
    'libs/a/package.json': { name: 'a', scripts: { build: 'x' } },
    'libs/empty/project.json': { name: 'empty' },
    'libs/taken/project.json': { name: 'taken', targets: { build: { command: 'x' } } },
    'libs/taken/nx-workflow.json': { tasks: { build: { command: 'other' } } },
  });
  const before = snapshot(tree);
  await expect(convertGenerator(tree, options)).rejects.toThrow(new Error(message));
  expect(snapshot(tree)).toEqual(before);
});

describe('back to project.json', () => {
  const TEXT = `{
  "name": "k1",
  "tasks": {
    "gen": { "id": 1, "phase": "p", "description": "G", "command": "node {projectRoot}/gen.js", "outputs": ["{projectRoot}/gen"] },
    "use": { "command": "use", "after": ["gen"], "project": "libs/b" } // elsewhere
  }
}
`;
  const own = { externalDependencies: ['nx-workflow'] };
  const about = (task?: string, more = {}) => ({ nxWorkflow: { workflow: 'k1', ...(task ? { task } : {}), ...more } });
  const graph = {
    nodes: {
      k1: {
        name: 'k1',
        data: {
          root: 'libs/a',
          targets: {
            gen: {
              executor: 'nx:run-commands',
              options: { command: 'node libs/a/gen.js' },
              inputs: ['default', '!{projectRoot}/gen', own],
              outputs: ['{projectRoot}/gen'],
              cache: true,
              parallelism: true,
              metadata: { description: 'G', technologies: ['nx-workflow'], ...about('gen', { phase: 'p', id: 1 }) },
            },
            workflow: { executor: 'nx:noop', cache: false, inputs: [], dependsOn: ['gen'], metadata: about() },
            other: { executor: 'x:y' },
          },
        },
      },
      b: {
        name: 'b',
        data: {
          root: 'libs/b',
          targets: {
            use: {
              dependsOn: [{ target: 'gen', projects: ['k1'] }],
              inputs: ['default', { json: '{workspaceRoot}/libs/a/nx-workflow.json' }],
              metadata: about('use'),
            },
          },
        },
      },
    },
    dependencies: {},
  } as unknown as ProjectGraph;

  function convertBack(tree: Tree) {
    return toProjectJson(tree, orRefuse(findProject(tree, 'k1')), () => Promise.resolve(graph));
  }

  test('each project gets its targets, which need no plugin', async () => {
    const tree = workspaceTree({ [WORKFLOW]: TEXT, 'libs/b/project.json': '{\n  "name": "b" // ours\n}\n' });
    const { info, warn } = printed();
    await convertBack(tree);
    expect(tree.exists(WORKFLOW)).toBe(false);
    expect(read(tree, 'libs/a/project.json')).toEqual({
      $schema: '../../node_modules/nx/schemas/project-schema.json',
      name: 'k1',
      targets: {
        gen: {
          command: 'node {projectRoot}/gen.js',
          inputs: ['default', '!{projectRoot}/gen'],
          outputs: ['{projectRoot}/gen'],
          cache: true,
          metadata: { description: 'G', nxWorkflow: { workflow: 'k1', task: 'gen', phase: 'p', id: 1 } },
        },
        workflow: { executor: 'nx:noop', cache: false, inputs: [], dependsOn: ['gen'], metadata: about() },
      },
    });
    expect(tree.read('libs/b/project.json', 'utf-8')).toContain('"b", // ours');
    expect(read(tree, 'libs/b/project.json').targets.use).toEqual({
      command: 'use',
      dependsOn: [{ target: 'gen', projects: ['k1'] }],
      inputs: ['default'],
      metadata: { nxWorkflow: { workflow: 'k1', task: 'use' } },
    });
    expect(warn).toEqual(['the comments of the workflow file are lost']);
    expect(info).toEqual([`3 targets in libs/a/project.json, libs/b/project.json; ${WORKFLOW} is deleted`]);
  });

  test('shared named inputs are written too', async () => {
    const sources = ['default', '!{projectRoot}/gen'];
    const named = { 'nx-workflow:k1': sources, production: ['default'] };
    const { k1, b } = graph.nodes;
    const { gen, use } = { ...k1?.data.targets, ...b?.data.targets };
    const nodes = {
      k1: {
        ...k1,
        data: { ...k1?.data, namedInputs: named, targets: { gen: { ...gen, inputs: ['nx-workflow:k1'] } } },
      },
      b: { ...b, data: { ...b?.data, namedInputs: named, targets: { use: { ...use, inputs: ['nx-workflow:k1'] } } } },
    };
    const tree = workspaceTree({ [WORKFLOW]: TEXT, 'libs/b/project.json': '{\n  "name": "b" // ours\n}\n' });
    printed();
    const seen = { ...graph, nodes } as unknown as ProjectGraph;
    await toProjectJson(tree, orRefuse(findProject(tree, 'k1')), () => Promise.resolve(seen));
    for (const root of ['libs/a', 'libs/b'])
      expect(read(tree, `${root}/project.json`)).toMatchObject({ namedInputs: { 'nx-workflow:k1': sources } });
    expect(tree.read('libs/b/project.json', 'utf-8')).not.toContain('production');
  });

  test('targets that differ from the written tasks are taken from the project graph', async () => {
    const tasks = {
      try: { command: 'x', timeout: 5 },
      each: { command: 'run {matrix.n}', matrix: { n: [1] } },
      gen: { executor: 'nx-workflow:codegen', options: {}, committed: true },
    };
    const command = { executor: 'nx-workflow:command', options: { command: 'x', timeout: 5 }, cache: true };
    const one = { executor: 'nx:run-commands', options: { command: 'run 1' }, configurations: { ci: {} } };
    const check = {
      executor: 'nx-workflow:check',
      options: { codegen: 'gen' },
      outputs: [],
      syncGenerators: ['nx-workflow:sync'],
    };
    const targets = {
      try: { ...command, parallelism: true, metadata: about('try') },
      each: { executor: 'nx:noop', options: {}, dependsOn: ['each-1'], parallelism: false, metadata: about('each') },
      'each-1': { ...one, metadata: about('each-1') },
      gen: { executor: 'nx-workflow:codegen', options: {}, metadata: about('gen') },
      'gen-check': { ...check, metadata: about('gen-check') },
    };
    const nodes = { k1: { name: 'k1', data: { root: 'libs/a', targets } } };
    const tree = workspaceTree({ [WORKFLOW]: json({ name: 'k1', tasks }) });
    printed();
    const seen = { nodes, dependencies: {} } as unknown as ProjectGraph;
    await toProjectJson(tree, orRefuse(findProject(tree, 'k1')), () => Promise.resolve(seen));
    expect(read(tree, 'libs/a/project.json').targets).toEqual({
      try: { ...command, metadata: about('try') },
      each: { executor: 'nx:noop', dependsOn: ['each-1'], parallelism: false, metadata: about('each') },
      'each-1': {
        executor: 'nx:run-commands',
        options: { command: 'run 1' },
        configurations: { ci: {} },
        metadata: about('each-1'),
      },
      gen: { executor: 'nx-workflow:codegen', options: {}, metadata: about('gen') },
      'gen-check': { ...check, metadata: about('gen-check') },
    });
  });

  test('a second run changes nothing and says so', async () => {
    const tree = workspaceTree({ [WORKFLOW]: TEXT, 'libs/b/project.json': json({ name: 'b' }) });
    printed();
    await convertBack(tree);
    const before = snapshot(tree);
    const { info } = printed();
    await convertGenerator(tree, { project: 'k1', to: 'project-json' });
    expect(snapshot(tree)).toEqual(before);
    expect(info).toEqual(['libs/a has no workflow file, and its targets are in project.json; nothing changed']);
  });

  test('a task without a target in Nx, and a target of the same name', async () => {
    printed();
    const broken = workspaceTree({ [WORKFLOW]: TEXT.replace('"gen": {', '"more": { "command": "x" },\n    "gen": {') });
    await expect(convertBack(broken)).rejects.toThrow(
      new Error(
        `Nx has no target for the task "more" of ${WORKFLOW}\nhint: npx nx-workflow validate ${WORKFLOW} says why; the plugin must be in nx.json`,
      ),
    );
    const taken = workspaceTree({ [WORKFLOW]: TEXT, 'libs/b/project.json': { name: 'b', targets: { use: {} } } });
    await expect(convertBack(taken)).rejects.toThrow(
      new Error(
        'libs/b/project.json already has a target "use"\nhint: remove it first; its fields can be added to the new one',
      ),
    );
  });
});
