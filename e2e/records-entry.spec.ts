import { execFileSync } from 'node:child_process';
import { createWorkspace, type Workspace } from './support/workspace';

// In nx.json, `nx-workflow` infers targets, and `nx-workflow/records` writes a record of each run.
const FILES = {
  'flow/nx-workflow.json': {
    name: 'flow',
    tasks: {
      one: { command: 'node -p 1', inputs: [], outputs: [], cache: true },
      two: { command: 'node -p 2', dependsOn: ['one'] },
    },
  },
};

let workspace: Workspace;

const use = (...plugins: string[]): void => workspace.write('nx.json', { plugins, analytics: false });
const ids = (): unknown[] => workspace.runs().map(({ id }) => id);

beforeAll(async () => {
  workspace = await createWorkspace({ files: FILES, isolatesPlugins: true });
});
afterAll(() => workspace.dispose());

test('the plugin alone writes no record, and "profile" shows how to get one', async () => {
  use('nx-workflow');
  expect((await workspace.nx(['run-many', '-t', 'workflow'])).code).toBe(0);
  expect(ids()).toEqual([]);
  const profile = await workspace.cli(['profile']);
  expect([profile.code, profile.stderr]).toEqual([
    2,
    'nx-workflow: no run is recorded in this workspace yet\n  hint: record one with "nx-workflow profile record -- …", or add "nx-workflow/records" to the plugins in nx.json\n',
  ]);
});

test('"profile record" records one run, and not the next one', async () => {
  for (const command of [
    ['run-many', '-t', 'workflow'],
    ['nx', 'run', 'flow:two'],
  ]) {
    const before = ids();
    const { code, stdout } = await workspace.cli(['profile', 'record', '--', ...command]);
    expect(code).toBe(0);
    const after = ids();
    expect(after).toHaveLength(before.length + 1);
    expect(stdout).toMatch(
      /^recorded run \S+: \d+ ms, 2 tasks: .*from the cache\n"nx-workflow profile" shows where its time went\n$/,
    );
    expect((await workspace.nx(['run-many', '-t', 'workflow'])).code).toBe(0);
    expect(ids()).toEqual(after);
  }
  const task = (workspace.runs().at(-1)?.['tasks'] as Record<string, unknown>[]).find(
    ({ task }) => task === 'flow:one',
  );
  expect(task).toMatchObject({ status: 'local-cache', workflow: 'flow', hashDetails: { nodes: expect.anything() } });
});

test('"profile record" without a command, and with a command that runs no tasks', async () => {
  const bare = await workspace.cli(['profile', 'record']);
  expect([bare.code, bare.stderr]).toEqual([
    2,
    'nx-workflow: no Nx command given\n  hint: write it after "--": profile record -- run-many -t build\n',
  ]);
  const idle = await workspace.cli(['profile', 'record', '--', 'show', 'projects']);
  expect([idle.code, idle.stderr.split('\n').slice(-3)]).toEqual([
    2,
    [
      'nx-workflow: "nx show projects" wrote no record',
      '  hint: it must run tasks, and "nx-workflow" must be among the plugins in nx.json',
      '',
    ],
  ]);
});

test('a failed run is recorded, and the command fails too', async () => {
  const { code, stdout } = await workspace.cli(['profile', 'record', '--json', '--', 'run', 'flow:one', '--args=x']);
  expect([code, JSON.parse(stdout)]).toEqual([0, { run: ids().at(-1), code: 0 }]);
  workspace.write('bad/nx-workflow.json', { name: 'bad', tasks: { fails: { command: 'node -e "process.exit(3)"' } } });
  const failed = await workspace.cli(['profile', 'record', '--json', '--', 'run', 'bad:fails']);
  expect([failed.code, JSON.parse(failed.stdout)]).toEqual([1, { run: ids().at(-1), code: 1 }]);
});

test('with the plugin of records, each run is recorded, also that of "profile record"', async () => {
  use('nx-workflow', 'nx-workflow/records');
  const before = ids().length;
  await workspace.nx(['run-many', '-t', 'workflow']);
  expect(ids()).toHaveLength(before + 1);
  await workspace.cli(['profile', 'record', '--', 'run-many', '-t', 'workflow']);
  expect(ids()).toHaveLength(before + 2);
});

test('infers targets without loading the devkit, which would take longer than the inference', () => {
  const script = `
    const { createNodes, postTasksExecution } = require('nx-workflow');
    const nodes = createNodes[1](['flow/nx-workflow.json'], {}, { workspaceRoot: process.cwd(), nxJsonConfiguration: {} });
    const loaded = Object.keys(require.cache).filter((file) => /node_modules.(@nx|nx)[^-].*\\.js$/.test(file));
    console.log(JSON.stringify({ targets: Object.keys(nodes[0][1].projects.flow.targets), loaded, hook: typeof postTasksExecution }));
  `;
  const said = execFileSync(process.execPath, ['-e', script], { cwd: workspace.root, encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual({ targets: ['one', 'two', 'workflow'], loaded: [], hook: 'undefined' });
});
