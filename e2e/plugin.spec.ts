import Ajv from 'ajv';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkspace, type Workspace, type WorkspaceOptions } from './support/workspace';

/** A local plugin, as an example of any other: its executor writes a stamp from a file. */
const STAMP_PLUGIN = {
  'tools/stamp/package.json': { name: 'stamp', version: '1.0.0', executors: './executors.json' },
  'tools/stamp/executors.json': { executors: { write: { implementation: './write.js', schema: './schema.json' } } },
  'tools/stamp/schema.json': {
    type: 'object',
    properties: { from: { type: 'string' }, to: { type: 'string' } },
    required: ['from', 'to'],
    additionalProperties: false,
  },
  'tools/stamp/write.js': [
    "const fs = require('node:fs'), path = require('node:path');",
    'module.exports = async ({ from, to }, context) => {',
    '  const target = path.join(context.root, to);',
    '  fs.mkdirSync(path.dirname(target), { recursive: true });',
    "  fs.writeFileSync(target, 'stamped ' + fs.readFileSync(path.join(context.root, from), 'utf8'));",
    '  return { success: true };',
    '};',
  ].join('\n'),
};

const copy = (from: string, to: string): string =>
  `node -e "const fs=require('fs');fs.mkdirSync(process.argv[2],{recursive:true});fs.copyFileSync(process.argv[1],process.argv[2]+'/out.txt')" ${from} ${to}`;

const WORKFLOW = {
  name: 'flow',
  phases: ['collect', 'publish'],
  tasks: {
    seed: {
      id: 1,
      phase: 'collect',
      description: 'Copy the seed',
      command: copy('{projectRoot}/seed.txt', '{projectRoot}/build/seed'),
      inputs: ['{projectRoot}/seed.txt'],
      outputs: ['{projectRoot}/build/seed'],
    },
    check: {
      id: 2,
      phase: 'collect',
      command: copy('{projectRoot}/check.txt', '{projectRoot}/build/check'),
      inputs: ['{projectRoot}/check.txt'],
      outputs: ['{projectRoot}/build/check'],
    },
    stamp: {
      id: 3,
      phase: 'collect',
      project: 'libs/*',
      executor: './tools/stamp:write',
      options: { from: 'apps/flow/build/seed/out.txt', to: '{projectRoot}/build/stamp/out.txt' },
      inputs: ['{projectRoot}/src/**/*'],
      outputs: ['{projectRoot}/build/stamp'],
      dependsOn: ['seed'],
      after: ['check'],
    },
    seal: {
      id: 4,
      phase: 'publish',
      project: 'libs/*',
      command: copy('{projectRoot}/build/stamp/out.txt', '{projectRoot}/build/seal'),
      outputs: ['{projectRoot}/build/seal'],
      dependsOn: [3],
    },
    join: {
      id: 5,
      phase: 'publish',
      command: copy('libs/b/build/seal/out.txt', '{projectRoot}/build/join'),
      inputs: [],
      outputs: ['{projectRoot}/build/join'],
      dependsOn: ['seal'],
    },
  },
};

const FILES = {
  ...STAMP_PLUGIN,
  'apps/flow/nx-workflow.json': WORKFLOW,
  'apps/flow/seed.txt': 'one\n',
  'apps/flow/check.txt': 'one\n',
  'libs/a/project.json': { name: 'a' },
  'libs/a/src/a.txt': 'a\n',
  'libs/b/package.json': { name: '@scope/b', version: '1.0.0' },
  'libs/b/src/b.txt': 'b\n',
  'libs/plain/project.json': { name: 'plain', targets: { hello: { command: 'echo hello' } } },
  'libs/plain/src/p.txt': 'p\n',
};

const workspaces: Workspace[] = [];
async function workspaceWith(options: WorkspaceOptions = {}): Promise<Workspace> {
  const workspace = await createWorkspace({ ...options, files: { ...FILES, ...options.files } });
  workspaces.push(workspace);
  return workspace;
}
afterEach(() => {
  for (const workspace of workspaces.splice(0)) workspace.dispose();
});

const ALL = [
  '@scope/b:seal',
  '@scope/b:stamp',
  'a:seal',
  'a:stamp',
  'flow:check',
  'flow:join',
  'flow:seed',
  'plain:seal',
  'plain:stamp',
];
const ranIn = (tasks: Readonly<Record<string, string>>): string[] =>
  Object.keys(tasks)
    .filter((task) => tasks[task] === 'ran' && task !== 'flow:workflow')
    .sort();

describe.each(['24.0.0', '22.7.12'])('a workflow on Nx %s', (nx) => {
  test('runs, is cached and restored, and reruns exactly the tasks whose inputs changed', async () => {
    const workspace = await workspaceWith({ isolatesPlugins: true, nx, folder: 'a workspace with spaces' });
    const first = await workspace.nx(['run', 'flow:workflow']);
    expect({ code: first.code, ran: ranIn(first.tasks) }).toEqual({ code: 0, ran: ALL });
    expect(workspace.read('apps/flow/build/join/out.txt')).toBe('stamped one\n');

    const second = await workspace.nx(['run', 'flow:workflow']);
    expect({ code: second.code, ran: ranIn(second.tasks) }).toEqual({ code: 0, ran: [] });

    for (const folder of ['apps/flow/build', 'libs/a/build', 'libs/b/build']) workspace.remove(folder);
    const restored = await workspace.nx(['run', 'flow:workflow']);
    expect({ code: restored.code, ran: ranIn(restored.tasks) }).toEqual({ code: 0, ran: [] });
    expect(workspace.read('libs/b/build/seal/out.txt')).toBe('stamped one\n');

    // Order edge: the output of "check" changes, and no dependant reruns.
    workspace.write('apps/flow/check.txt', 'two\n');
    const afterOrder = await workspace.nx(['run', 'flow:workflow']);
    expect(ranIn(afterOrder.tasks)).toEqual(['flow:check']);

    // Data edges: all direct and indirect readers of the seed rerun.
    workspace.write('apps/flow/seed.txt', 'two\n');
    const afterData = await workspace.nx(['run', 'flow:workflow']);
    expect(ranIn(afterData.tasks)).toEqual(ALL.filter((task) => task !== 'flow:check'));
    expect(workspace.read('apps/flow/build/join/out.txt')).toBe('stamped two\n');

    // A source of one project: its tasks rerun; their outputs are unchanged, so no other task does.
    workspace.write('libs/a/src/a.txt', 'changed\n');
    const afterOne = await workspace.nx(['run', 'flow:workflow']);
    expect(ranIn(afterOne.tasks)).toEqual(['a:seal', 'a:stamp']);
  });

  test('a broken file fails with its findings, and does not affect the rest of the workspace', async () => {
    const text = JSON.stringify(WORKFLOW, null, 2).replace(
      '"dependsOn": [\n        "seed"',
      '"dependsOn": [\n        "sede"',
    );
    const workspace = await workspaceWith({ isolatesPlugins: true, nx, files: { 'apps/flow/nx-workflow.json': text } });
    const line = text.split('\n').findIndex((row) => row.includes('"sede"')) + 1;
    const finding = [
      'apps/flow/nx-workflow.json is broken (1 error), so none of its tasks can run.',
      `apps/flow/nx-workflow.json:${line}:9 error unknown-task: there is no task "sede" in this file`,
      `  ${line} |         "sede"`,
      `  ${' '.repeat(String(line).length)} |         ^^^^^^`,
      '  hint: did you mean "seed"?',
      '  write a target that is not in this file as { "target": "sede" }',
    ].join('\n');

    for (const target of ['workflow', 'workflow-publish']) {
      const result = await workspace.nx(['run', `flow:${target}`]);
      expect(result.code).toBe(1);
      expect(result.output.replace(/\r/g, '')).toContain(finding);
    }
    const many = await workspace.nx(['run-many', '-t', 'seal']);
    expect(many.code).toBe(1);
    expect(many.output.replace(/\r/g, '')).toContain(finding);
    const other = await workspace.nx(['run', 'plain:hello']);
    expect({ code: other.code, said: other.stdout.includes('hello') }).toEqual({ code: 0, said: true });
  });
});

test('strict: a broken file fails every command, with its findings', async () => {
  const workspace = await workspaceWith({
    plugin: { strict: true },
    files: { 'apps/flow/nx-workflow.json': '{ "tasks": { "a": { "comand": "x" } } }' },
  });
  const result = await workspace.nx(['show', 'projects']);
  expect(result.code).toBe(1);
  expect(result.output).toContain('error unknown-property: a task has no property "comand"');
  expect(result.output).toContain('hint: did you mean "command"?');
});

test('unknown options of the plugin are reported by tasks and by "validate"', async () => {
  const workspace = await workspaceWith({ plugin: { strickt: true } });
  const said = 'error unknown-property: the plugin has no option "strickt"';
  const { code, output } = await workspace.nx(['run', 'flow:seed']);
  expect({ code, said: output.includes(said) }).toEqual({ code: 1, said: true });
  expect((await workspace.nx(['show', 'projects'])).code).toBe(0);
  const validate = await workspace.cli(['validate']);
  expect([validate.code, validate.stdout.split('\n')[0]]).toEqual([
    1,
    expect.stringMatching(/^nx\.json:\d+:\d+ error unknown-property: the plugin has no option "strickt"$/),
  ]);
  expect(validate.stdout).toContain('hint: did you mean "strict"?');
});

test('projects of the same name, a project twice and a broken file: Nx still has a graph', async () => {
  const workspace = await workspaceWith({
    files: {
      'x/one/nx-workflow.json': { name: 'flow', tasks: { say: { command: 'echo t' } } },
      'x/two/nx-workflow.json': { name: 'a', tasks: { say: { command: 'echo t' } } },
      'x/three/nx-workflow.json': '{ "name": "plain", "tasks": {',
    },
  });
  const projects = await workspace.nx(['show', 'projects', '--json']);
  expect(projects.code).toBe(0);
  expect((JSON.parse(projects.stdout) as string[]).sort()).toEqual([
    '@scope/b',
    'a',
    'flow',
    'one',
    'plain',
    'three',
    'two',
  ]);
  const failed = await workspace.nx(['run', 'two:workflow']);
  expect(failed.output).toContain('error project-name-taken: the project in "libs/a" already has the name "a"');
});

test('target defaults and own targets that would replace part of a task are refused', async () => {
  const workspace = await workspaceWith({
    nxJson: { targetDefaults: { seal: { inputs: ['default'] } } },
    files: { 'libs/a/project.json': { name: 'a', targets: { stamp: { command: 'echo mine' } } } },
  });
  const { code, output } = await workspace.nx(['run', 'flow:workflow']);
  expect(code).toBe(1);
  expect(output).toContain(
    'error replaced-by-target-defaults: "targetDefaults" in nx.json, entry "seal", would replace "inputs" of "seal"',
  );
  expect(output).toContain(
    'error replaced-by-project-target: the target "stamp" in libs/a/project.json would replace "executor" of this task',
  );
});

test('the graph has the tasks and their edges, and Nx shows their descriptions', async () => {
  const workspace = await workspaceWith();
  expect((await workspace.nx(['run', 'flow:workflow', '--graph=graph.json'])).code).toBe(0);
  const { tasks } = JSON.parse(workspace.read('graph.json')) as { tasks: { dependencies: Record<string, unknown[]> } };
  const edges = Object.entries(tasks.dependencies).map(([task, upstream]) => [
    task,
    upstream.map((edge) => (typeof edge === 'string' ? edge : (edge as { id: string }).id)).sort(),
  ]);
  expect(Object.fromEntries(edges)).toMatchObject({
    'flow:seed': [],
    'a:stamp': ['flow:check', 'flow:seed'],
    'a:seal': ['a:stamp'],
    'flow:join': ['@scope/b:seal', 'a:seal', 'plain:seal'],
  });
  expect((await workspace.nx(['graph', '--file=projects.json'])).code).toBe(0);
  const { graph } = JSON.parse(workspace.read('projects.json')) as {
    graph: { nodes: Record<string, { data: { metadata: object; targets: Record<string, { metadata: object }> } }> };
  };
  expect(graph.nodes['flow']?.data.metadata).toMatchObject({
    targetGroups: { 'flow: collect': ['seed', 'check'], 'flow: publish': ['join'] },
  });
  expect(graph.nodes['flow']?.data.targets['seed']?.metadata).toMatchObject({ description: 'Copy the seed' });
});

describe('where the package comes from', () => {
  test('everything runs without a lock file, from which Nx takes packages', async () => {
    const workspace = await workspaceWith();
    workspace.remove('package-lock.json');
    const { code, tasks } = await workspace.nx(['run', 'flow:workflow']);
    expect({ code, ran: ranIn(tasks) }).toEqual({ code: 0, ran: ALL });
  });

  test('linked from elsewhere, another build of it causes a cache miss', async () => {
    const [workspace, elsewhere] = [await workspaceWith(), await workspaceWith()];
    workspace.remove('node_modules/nx-workflow');
    symlinkSync(join(elsewhere.root, 'node_modules/nx-workflow'), join(workspace.root, 'node_modules/nx-workflow'));
    await workspace.nx(['run', 'flow:seed']);
    const again = await workspace.nx(['run', 'flow:workflow-collect']);
    expect(again.tasks['flow:seed']).toBe('cached');
    const built = 'node_modules/nx-workflow/dist/plugin/workflow.js';
    elsewhere.write(built, `${elsewhere.read(built)}\n// another build\n`);
    const rebuilt = await workspace.nx(['run', 'flow:workflow-collect']);
    expect({ code: rebuilt.code, seed: rebuilt.tasks['flow:seed'] }).toEqual({ code: 0, seed: 'ran' });
  });
});

test('the daemon notices an edited workflow file', async () => {
  const workspace = await workspaceWith({ records: true });
  const daemon = { NX_DAEMON: 'true', CI: 'false' };
  try {
    expect((await workspace.nx(['show', 'projects'], daemon)).code).toBe(0);
    const tasks = { fresh: { command: 'echo fresh' } };
    workspace.write('apps/flow/nx-workflow.json', { name: 'flow', tasks });
    const { code, output } = await workspace.nx(['run', 'flow:fresh'], daemon);
    expect({ code, said: output.includes('fresh') }).toEqual({ code: 0, said: true });
    workspace.write('apps/flow/nx-workflow.json', '{');
    expect((await workspace.nx(['run', 'flow:workflow'], daemon)).output).toContain('error syntax-error');
    workspace.write('apps/flow/nx-workflow.json', { name: 'flow', tasks });
    expect((await workspace.nx(['run', 'flow:workflow'], daemon)).code).toBe(0);
    expect(workspace.runs().length).toBeGreaterThanOrEqual(2);
  } finally {
    await workspace.nx(['daemon', '--stop'], daemon);
  }
});

describe('run records', () => {
  test('a run writes one that conforms to its schema, with executed tasks and cache hits', async () => {
    const workspace = await workspaceWith({ records: true });
    await workspace.nx(['run', 'flow:seed']);
    await workspace.nx(['run', 'flow:workflow', '--parallel=2']);
    const schema = JSON.parse(
      readFileSync(join(workspace.root, 'node_modules/nx-workflow/schemas/run-record.json'), 'utf8'),
    ) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    const runs = workspace.runs();
    expect(runs.map((run) => [validate(run), validate.errors])).toEqual([
      [true, null],
      [true, null],
    ]);
    const last = runs[1] as { parallel: number; command: string[]; tasks: Record<string, unknown>[] };
    expect(last).toMatchObject({ parallel: 2, command: ['run', 'flow:workflow', '--parallel=2'] });
    const byName = Object.fromEntries(last.tasks.map((task) => [task['task'], task]));
    expect(byName['flow:seed']).toMatchObject({ status: 'local-cache', workflow: 'flow', phase: 'collect', id: 1 });
    expect(byName['a:stamp']).toMatchObject({
      status: 'ran',
      project: 'a',
      target: 'stamp',
      dependsOn: ['flow:check', 'flow:seed'],
      hashDetails: { nodes: {} },
    });
  });

  test('a failed task; Nx does not report its dependants', async () => {
    const tasks = { bad: { command: 'node -e "process.exit(3)"' }, then: { command: 'echo', after: ['bad'] } };
    const workspace = await workspaceWith({
      records: true,
      files: { 'apps/flow/nx-workflow.json': { name: 'flow', tasks } },
    });
    expect((await workspace.nx(['run', 'flow:workflow'])).code).not.toBe(0);
    expect(workspace.runs()).toMatchObject([{ tasks: [{ task: 'flow:bad', status: 'failed', workflow: 'flow' }] }]);
  });

  test('a state folder that cannot be written causes a warning, and the run succeeds', async () => {
    const workspace = await workspaceWith({ records: true, files: { 'not-a-folder': '' } });
    const { code, output } = await workspace.nx(['run', 'flow:seed'], { NX_WORKFLOW_CACHE_DIR: 'not-a-folder/state' });
    expect(code).toBe(0);
    expect(output.match(/nx-workflow: no record of this run was written to .*not-a-folder\/state: /g)).toHaveLength(1);
  });
});
