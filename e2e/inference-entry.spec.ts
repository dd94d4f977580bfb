import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkspace, type Workspace } from './support/workspace';

// In nx.json, `nx-workflow/inference` is the plugin without records of runs.
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

const use = (plugin: string): void => workspace.write('nx.json', { plugins: [plugin], analytics: false });

beforeAll(async () => {
  workspace = await createWorkspace({ files: FILES, isolatesPlugins: true });
});
afterAll(() => workspace.dispose());

const records = (): string[] => {
  const folder = join(workspace.root, 'node_modules/.cache/nx-workflow/runs');
  return existsSync(folder) ? readdirSync(folder) : [];
};

test('makes the same targets, and leaves no record', async () => {
  use('nx-workflow/inference');
  const light = await workspace.nx(['run-many', '-t', 'workflow']);
  expect(light.code).toBe(0);
  const targets = await workspace.nx(['show', 'project', 'flow', '--json']);
  expect(records()).toEqual([]);

  const profile = await workspace.cli(['profile']);
  expect(profile.stderr).toContain(
    'no run is recorded in this workspace yet\n  hint: run a task with Nx first; the plugin "nx-workflow/inference" records none',
  );

  use('nx-workflow');
  expect(JSON.parse((await workspace.nx(['show', 'project', 'flow', '--json'])).stdout)).toEqual(
    JSON.parse(targets.stdout),
  );
  await workspace.nx(['run-many', '-t', 'workflow']);
  expect(records()).toHaveLength(1);
});

test('infers targets without loading the devkit, which takes longer than all of that', () => {
  const script = `
    const { createNodes } = require('nx-workflow/inference');
    const nodes = createNodes[1](['flow/nx-workflow.json'], {}, { workspaceRoot: process.cwd(), nxJsonConfiguration: {} });
    const loaded = Object.keys(require.cache).filter((file) => /node_modules.(@nx|nx)[^-].*\\.js$/.test(file));
    console.log(JSON.stringify({ targets: Object.keys(nodes[0][1].projects.flow.targets), loaded }));
  `;
  const said = execFileSync(process.execPath, ['-e', script], { cwd: workspace.root, encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual({ targets: ['one', 'two', 'workflow'], loaded: [] });
});
