import type { PostTasksExecutionContext, ProjectGraph } from '@nx/devkit';
import { parallelism, toRunRecord } from './run-record';
import { taskEdges } from './task-edges';

const VERSIONS = { nx: '24.0.0', 'nx-workflow': '0.1.0', node: '20.19.0' };

function result(id: string, status: string, times?: [number, number]): object {
  const [project, target, configuration] = id.split(':');
  const [startTime, endTime] = times ?? [];
  const task = {
    id,
    target: { project, target, ...(configuration ? { configuration } : {}) },
    ...(times
      ? { startTime, endTime, hash: `h-${id}`, hashDetails: { command: 'c', nodes: { n: '1' }, runtime: {} } }
      : {}),
  };
  return { task, status, code: status === 'failure' ? 1 : 0, terminalOutput: 'secret' };
}

function context(results: object[], argv: string[] = ['run', 'k:a'], nxJson: object = {}): PostTasksExecutionContext {
  const taskResults = Object.fromEntries(results.map((one) => [(one as { task: { id: string } }).task.id, one]));
  return {
    id: '1',
    workspaceRoot: '/ws',
    nxJsonConfiguration: nxJson,
    argv: ['node', 'nx', ...argv],
    taskResults,
    startTime: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    endTime: Date.UTC(2026, 0, 2, 3, 4, 6, 6),
  } as unknown as PostTasksExecutionContext;
}

function graphOf(
  targets: Record<string, Record<string, object>>,
  dependencies: Record<string, string[]> = {},
): ProjectGraph {
  const nodes = Object.entries(targets).map(([name, ofProject]) => [
    name,
    { name, data: { root: name, targets: ofProject } },
  ]);
  const edges = Object.entries(dependencies).map(([source, to]) => [
    source,
    to.map((target) => ({ source, target, type: 'static' })),
  ]);
  return {
    nodes: Object.fromEntries(nodes) as ProjectGraph['nodes'],
    dependencies: Object.fromEntries(edges) as ProjectGraph['dependencies'],
  };
}

test('the results of each task, without its output', () => {
  const graph = graphOf({
    k: {
      a: { metadata: { nxWorkflow: { workflow: 'flow', task: 'a', phase: 'one', id: 7 } } },
      b: { dependsOn: ['a'] },
    },
  });
  const record = toRunRecord(
    context([result('k:b:ci', 'failure', [20, 25]), result('k:a', 'success', [10, 18]), result('k:c', 'skipped')]),
    graph,
    VERSIONS,
  );
  expect(record).toEqual({
    version: 1,
    id: expect.stringMatching(/^2026-01-02T03-04-05-006Z-[0-9a-f]{6}$/) as string,
    startTime: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    endTime: Date.UTC(2026, 0, 2, 3, 4, 6, 6),
    ms: 1000,
    command: ['run', 'k:a'],
    parallel: expect.anything() as number,
    cores: expect.any(Number) as number,
    versions: VERSIONS,
    tasks: [
      {
        task: 'k:a',
        project: 'k',
        target: 'a',
        status: 'ran',
        startTime: 10,
        endTime: 18,
        ms: 8,
        hash: 'h-k:a',
        hashDetails: { command: 'c', nodes: { n: '1' } },
        dependsOn: [],
        workflow: 'flow',
        phase: 'one',
        id: 7,
      },
      {
        task: 'k:b:ci',
        project: 'k',
        target: 'b',
        configuration: 'ci',
        status: 'failed',
        startTime: 20,
        endTime: 25,
        ms: 5,
        hash: 'h-k:b:ci',
        hashDetails: { command: 'c', nodes: { n: '1' } },
        dependsOn: ['k:a'],
      },
      { task: 'k:c', project: 'k', target: 'c', status: 'skipped', dependsOn: [] },
    ],
  });
});

test('order edges, tasks that only wait for others, and continuous tasks', () => {
  const graph = graphOf({
    k: {
      a: {},
      b: {},
      c: { dependsOn: ['a', 'b'], metadata: { nxWorkflow: { workflow: 'flow', task: 'c', after: ['b'] } } },
      workflow: { dependsOn: ['c'], metadata: { nxWorkflow: { workflow: 'flow' } } },
      serve: { continuous: true },
    },
  });
  const results = ['k:a', 'k:b', 'k:c', 'k:serve', 'k:workflow'].map((id) => result(id, 'success', [1, 2]));
  const { tasks } = toRunRecord(context(results), graph, VERSIONS);
  expect(
    tasks.map(({ task, dependsOn, orderOnly, umbrella, continuous }) => ({
      task,
      dependsOn,
      orderOnly,
      umbrella,
      continuous,
    })),
  ).toEqual([
    { task: 'k:a', dependsOn: [] },
    { task: 'k:b', dependsOn: [] },
    { task: 'k:c', dependsOn: ['k:a', 'k:b'], orderOnly: ['k:b'] },
    { task: 'k:serve', dependsOn: [], continuous: true },
    { task: 'k:workflow', dependsOn: ['k:c'], umbrella: true },
  ]);
});

test.each([
  ['success', 'ran'],
  ['failure', 'failed'],
  ['skipped', 'skipped'],
  ['stopped', 'stopped'],
  ['local-cache', 'local-cache'],
  ['local-cache-kept-existing', 'local-cache'],
  ['remote-cache', 'remote-cache'],
  ['a-status-of-tomorrow', 'ran'],
])('the status %s is recorded as %s', (status, expected) => {
  const record = toRunRecord(context([result('k:a', status, [1, 2])]), undefined, VERSIONS);
  expect(record.tasks.map((task) => task.status)).toEqual([expected]);
});

test.each<[string[], object, NodeJS.ProcessEnv, number | null]>([
  [['--parallel=8'], {}, { NX_PARALLEL: '2' }, 8],
  [['--parallel', '2'], {}, {}, 2],
  [['--parallel'], { parallel: 6 }, {}, 6],
  [['--parallel=false'], {}, {}, 1],
  [['--parallel=50%'], {}, {}, 4],
  [['--parallel=1%'], {}, {}, 1],
  [[], { parallel: 5 }, {}, 5],
  [[], { parallel: 5 }, { NX_PARALLEL: '2' }, 2],
  [[], { parallel: 'many' }, {}, null],
  [['--parallelism-of-mine=9'], {}, {}, 3],
])('%j with %j and %j on 8 cores runs %p tasks at a time', (argv, nxJson, env, expected) => {
  expect(parallelism(['node', 'nx', 'run', 'k:a', ...argv], nxJson, env, 8)).toBe(expected);
});

test('edges from every form of dependsOn, over tasks of the run only', () => {
  const graph = graphOf(
    {
      app: {
        end: {
          dependsOn: [
            'own',
            '^build',
            'lib:lint',
            'test-*',
            { target: 'gen', projects: ['lib', 'other'] },
            { target: 'pack', dependencies: true },
            { target: 'self', projects: 'self' },
            'not-in-run',
            'end',
          ],
        },
      },
      lib: { build: {}, lint: {}, gen: {} },
      middle: {},
      deep: { build: {}, pack: {} },
      other: { gen: {}, build: {} },
    },
    { app: ['lib', 'middle'], middle: ['deep', 'app'], lib: [] },
  );
  const ids = [
    'app:end',
    'app:own',
    'app:self',
    'app:test-a',
    'lib:build',
    'deep:build',
    'lib:lint',
    'lib:gen',
    'other:gen',
    'other:build',
    'deep:pack',
  ];
  const tasks = ids.map((id) => ({ id, target: { project: id.split(':')[0] ?? '', target: id.split(':')[1] ?? '' } }));
  expect(taskEdges(tasks, graph).get('app:end')).toEqual([
    'app:own',
    'app:self',
    'app:test-a',
    'deep:build',
    'deep:pack',
    'lib:build',
    'lib:gen',
    'lib:lint',
    'other:gen',
  ]);
});

test('behind a project that lacks one target of the dependencies, Nx looks for all of them', () => {
  const graph = graphOf(
    {
      app: { build: { dependsOn: ['^gen', '^build'] } },
      one: { gen: {} },
      two: { gen: {} },
      three: { gen: {}, build: {} },
      four: { gen: {} },
    },
    { app: ['one', 'three', 'npm:x'], one: ['two'], two: ['one'], three: ['four'] },
  );
  const ids = ['app:build', 'one:gen', 'two:gen', 'three:gen', 'three:build', 'four:gen'];
  const tasks = ids.map((id) => ({ id, target: { project: id.split(':')[0] ?? '', target: id.split(':')[1] ?? '' } }));
  expect(taskEdges(tasks, graph).get('app:build')).toEqual(['one:gen', 'three:build', 'three:gen', 'two:gen']);
});
