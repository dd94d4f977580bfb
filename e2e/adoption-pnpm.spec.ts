import { mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { versionHere } from './support/base';
import { runOrThrow } from './support/process';
import { buildAll, TEAM_FILES, teamManifest, teamTasks } from './support/team';
import { Workspace } from './support/workspace';

const PNPM = resolve(__dirname, '..', 'node_modules', 'pnpm', 'bin', 'pnpm.cjs');

describe('a pnpm workspace, whose packages are links into a store and see only their dependencies', () => {
  let workspace: Workspace;
  const pnpm = async (...args: string[]): Promise<void> => {
    const env = { ...process.env, NODE_ENV: 'development' };
    await runOrThrow(process.execPath, [PNPM, ...args], { cwd: workspace.root, env, timeoutMs: 240_000 });
  };
  const build = (): Promise<Record<string, string>> => buildAll(workspace, tools());
  /** Nx asks pnpm for its version. */
  const tools = (): NodeJS.ProcessEnv => ({
    PATH: [join(workspace.root, '..', 'bin'), process.env['PATH'] ?? ''].join(delimiter),
  });

  beforeAll(async () => {
    const parent = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-pnpm-')));
    workspace = new Workspace(join(parent, 'workspace'));
    mkdirSync(workspace.root);
    mkdirSync(join(parent, 'bin'));
    symlinkSync(PNPM, join(parent, 'bin', 'pnpm'));
    workspace.write('package.json', await teamManifest());
    workspace.write('pnpm-workspace.yaml', 'packages:\n  - packages/*\n');
    for (const [path, content] of Object.entries(TEAM_FILES)) workspace.write(path, content);
    await pnpm('install', '--ignore-scripts', '--no-frozen-lockfile', '--prefer-offline');
    await workspace.git(['init', '-q', '-b', 'main']);
  }, 300_000);
  afterAll(() => workspace.dispose());

  test('generated code is built with project references, and an edited spec rebuilds what depends on it', async () => {
    expect(await build()).toEqual(teamTasks('ran'));
    expect(workspace.read('packages/tokens/dist/generated/colors.js')).toContain("by = '1.0.0'".replaceAll("'", '"'));
    expect(await build()).toEqual(teamTasks('cached'));
    workspace.write('packages/tokens/specs/colors.yaml', 'red: 2\n');
    expect(await build()).toEqual(teamTasks('ran', 'cached'));
    expect(workspace.read('packages/tokens/dist/generated/colors.js')).toContain('red = 2');
  }, 300_000);

  test("Nx hashes packages by name, also one that is only in the project's own node_modules", async () => {
    const { stdout } = await workspace.nx(['show', 'project', '@acme/tokens', '--json'], tools());
    const { targets } = JSON.parse(stdout) as { targets: Record<string, { inputs: unknown[]; options: object }> };
    const named = targets['generate']!.inputs.filter((input) => typeof input === 'object');
    // Handlebars and the like are dependencies of nx-workflow, which Nx hashes with it.
    expect(named).toEqual([
      { externalDependencies: ['oxc-transform', 'picocolors'] },
      { externalDependencies: ['nx-workflow'] },
    ]);
    expect(targets['generate']!.options).not.toHaveProperty('implementation');
  }, 300_000);

  test("another version of a helper's package causes a new generation", async () => {
    const before = workspace.read('packages/tokens/package.json');
    workspace.write('packages/tokens/package.json', before.replace('"picocolors": "1.0.0"', '"picocolors": "1.1.0"'));
    await pnpm('install', '--ignore-scripts', '--no-frozen-lockfile', '--prefer-offline');
    expect(await build()).toMatchObject({ '@acme/tokens:generate': 'ran', '@acme/tokens:build': 'ran' });
    expect(workspace.read('packages/tokens/dist/generated/colors.js')).toContain('by = "1.1.0"');
  }, 300_000);

  test('the command line is in node_modules/.bin, and reports a missing devkit', async () => {
    const named = await workspace.shell('pnpm exec nx-workflow validate', tools());
    expect([named.code, named.stdout]).toEqual([
      0,
      'packages/tokens/nx-workflow.json: 1 task, no findings\n' +
        'templates, output folders and the use of generated code were not checked: @nx/devkit is not installed in this workspace\n',
    ]);
    const missing = await workspace.cli(['check', '@acme/tokens:generate'], tools());
    const add = `pnpm add --workspace-root --save-dev --save-exact @nx/devkit@${versionHere('nx')}`;
    expect([missing.code, missing.stderr]).toEqual([
      2,
      `nx-workflow: @nx/devkit is not installed in this workspace\n  hint: ${add}\n`,
    ]);
    await pnpm(...add.split(' ').slice(1), '--ignore-scripts', '--prefer-offline');
    const { code, stdout } = await workspace.cli(['check', '@acme/tokens:generate'], tools());
    expect([code, stdout]).toEqual([0, '@acme/tokens:generate: up to date\n']);
  }, 300_000);

  test('a transformer that the root does not have is reported with the command that adds it', async () => {
    workspace.remove('node_modules/oxc-transform');
    workspace.write('packages/tokens/specs/colors.yaml', 'red: 3\n');
    const { code, output } = await workspace.nx(['run', '@acme/tokens:generate'], tools());
    expect(code).toBe(1);
    expect(output).toContain('the transformer "oxc" needs the package oxc-transform, which is not installed');
    expect(output).toContain('hint: pnpm add --workspace-root --save-dev --save-exact oxc-transform@0.158.0');
  }, 300_000);
});
