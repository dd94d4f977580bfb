import { mkdirSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_NX } from './support/base';
import { runOrThrow } from './support/process';
import { Registry } from './support/registry';
import { Workspace } from './support/workspace';

const LONG = Boolean(process.env['NX_WORKFLOW_TEST_LONG']);

interface Kind {
  /** The folders of its projects. */
  readonly folder: string;
  readonly install: readonly [program: string, ...args: string[]];
  readonly manifest: object;
  /** The versions of Nx, if they differ from this repository's. */
  readonly nx?: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string | object>>;
}

const NX_JSON = { analytics: false, targetDefaults: { build: { cache: true, dependsOn: ['^build'] } } };

const KINDS: Readonly<Record<string, Kind>> = {
  'npm workspaces': {
    folder: 'packages',
    install: ['npm', 'install', '--ignore-scripts'],
    manifest: { workspaces: ['packages/*'] },
    files: {
      'nx.json': NX_JSON,
      'packages/core/package.json': { name: '@acme/core', version: '1.0.0', scripts: { build: 'node -v' } },
    },
  },
  'pnpm workspaces': {
    folder: 'packages',
    install: ['pnpm', 'install', '--ignore-scripts', '--no-frozen-lockfile'],
    manifest: {},
    files: {
      'nx.json': NX_JSON,
      'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
      'packages/core/package.json': { name: '@acme/core', version: '1.0.0', scripts: { build: 'node -v' } },
    },
  },
  'npm workspaces of Nx 22, without the devkit': {
    folder: 'packages',
    install: ['npm', 'install', '--ignore-scripts'],
    manifest: { workspaces: ['packages/*'] },
    nx: { nx: '22.7.12' },
    files: {
      'nx.json': NX_JSON,
      'packages/core/package.json': { name: '@acme/core', version: '1.0.0', scripts: { build: 'node -v' } },
    },
  },
  'an integrated workspace': {
    folder: 'libs',
    install: ['npm', 'install', '--ignore-scripts'],
    manifest: {},
    files: {
      'nx.json': `{
  // the team's own
  "analytics": false,
  "namedInputs": {
    "default": ["{projectRoot}/**/*", "sharedGlobals"],
    "sharedGlobals": [],
    "production": ["default", "!{projectRoot}/**/*.spec.ts"]
  },
  "targetDefaults": {
    "build": { "cache": true, "dependsOn": ["^build"], "inputs": ["production", "^production"] }
  },
  "plugins": []
}
`,
      'tsconfig.base.json': { compilerOptions: { paths: { '@acme/core': ['libs/core/src/index.ts'] } } },
      'libs/core/project.json': {
        name: 'core',
        sourceRoot: 'libs/core/src',
        targets: { build: { command: 'node -v' } },
      },
      'libs/core/src/index.ts': 'export const core = 1;\n',
    },
  },
};

let registry: Registry;
let packed: string;
const workspaces: Workspace[] = [];

beforeAll(async () => {
  registry = await Registry.start();
  packed = await registry.pack();
  await registry.publish(packed);
}, 120_000);

afterAll(async () => {
  for (const workspace of workspaces) workspace.dispose();
  await registry.stop();
});

// `npm test` runs the first; `npm run test:long` runs all of them.
test.each(Object.keys(KINDS).filter((_name, index) => LONG || index === 0))(
  '`nx add nx-workflow`, generators, a cached run, and what an edit affects in %s',
  async (name) => {
    const kind = KINDS[name]!;
    const workspace = await install(kind);
    const env = environment();
    const before = workspace.read('nx.json');

    const added = await workspace.nx(['add', 'nx-workflow'], env);
    expect(added.output).toContain('Package nx-workflow added successfully.');
    expect(JSON.parse(workspace.read('package.json')).devDependencies['nx-workflow']).toMatch(/^\^?\d+\.\d+\.\d+$/);
    const after = workspace.read('nx.json');
    expect(after).toMatch(/"plugins": \[\s*"nx-workflow"\s*\]/);
    expect(after.includes("// the team's own")).toBe(before.includes("// the team's own"));

    const root = `${kind.folder}/tokens`;
    await must(workspace, ['g', 'nx-workflow:workflow', 'tokens', `--directory=${root}`]);
    await must(workspace, ['g', 'nx-workflow:codegen', '--pattern=colors']);
    await must(workspace, ['g', 'nx-workflow:pattern', 'spacing']);

    await cachedThenAffected(workspace, root);
  },
  300_000,
);

// The released list is empty; a list with an entry is tested with a modified package.
(LONG ? test : test.skip)(
  '`nx migrate` takes the list of migrations, and runs what is in it',
  async () => {
    const migration = { version: '0.1.1-fixture.1', description: 'Say hello', implementation: './hello.js' };
    await registry.publish(packed, '0.0.9');
    await registry.publish(packed, '0.1.1-fixture.1', {
      'migrations.json': JSON.stringify({ generators: { hello: migration } }),
      'hello.js': "exports.default = (tree) => tree.write('hello.txt', 'hello');\n",
    });
    const workspace = await install(KINDS['npm workspaces']!);
    await must(workspace, ['add', 'nx-workflow@0.0.9']);
    const { version } = JSON.parse(workspace.read('node_modules/nx-workflow/package.json')) as { version: string };
    expect(version).toBe('0.0.9');

    const own = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8')) as { version: string };
    const nothing = await must(workspace, ['migrate', `nx-workflow@${own.version}`, '--interactive=false']);
    expect(nothing).toContain('The migrate command has run successfully.');
    expect(workspace.exists('migrations.json')).toBe(false);
    expect(JSON.parse(workspace.read('package.json')).devDependencies['nx-workflow']).toContain(own.version);

    await must(workspace, ['migrate', 'nx-workflow@0.1.1-fixture.1', '--interactive=false']);
    expect(JSON.parse(workspace.read('migrations.json')).migrations).toEqual([
      expect.objectContaining({ name: 'hello', package: 'nx-workflow', version: '0.1.1-fixture.1' }),
    ]);
    const env = { ...process.env, ...environment() };
    await runOrThrow('npm', ['install', '--ignore-scripts'], { cwd: workspace.root, env, timeoutMs: 240_000 });
    await must(workspace, ['migrate', '--run-migrations']);
    expect(workspace.read('hello.txt')).toBe('hello');
  },
  300_000,
);

/** Everything runs, then nothing, then exactly the tasks affected by a committed edit of one spec. */
async function cachedThenAffected(workspace: Workspace, root: string): Promise<void> {
  const env = environment();
  const targets = ['-t', 'workflow', 'build'];
  const first = await workspace.nx(['run-many', ...targets], env);
  expect(first.output).toContain('Successfully ran targets workflow, build');
  const [spacing, colors] = [`${root}/generated/spacing.ts`, `${root}/generated/colors.ts`];
  expect(workspace.read(spacing)).toContain('export const answer = 42;');
  const second = await workspace.nx(['run-many', ...targets], env);
  expect(second.tasks['tokens:generate']).toBe('cached');
  expect(second.tasks).toEqual(Object.fromEntries(Object.keys(first.tasks).map((task) => [task, 'cached'])));

  await commit(workspace, 'all');
  const nothing = await workspace.nx(['affected', ...targets, '--base=HEAD'], env);
  expect(nothing.output).toContain('No tasks were run');
  const spec = `${root}/patterns/spacing.yaml`;
  const before = { spec: workspace.read(spec), colors: workspace.read(colors) };
  expect(before.spec).toContain('42');
  workspace.write(spec, before.spec.replace('42', '43'));
  await commit(workspace, 'spec');
  const affected = await workspace.nx(['affected', ...targets, '--base=HEAD~1'], env);
  expect(affected.code).toBe(0);
  // `collect` lists the project's files. The list stays the same, so `report` is a cache hit. `core` is not affected.
  expect(affected.tasks).toEqual({ 'tokens:generate': 'ran', 'tokens:collect': 'ran', 'tokens:report': 'cached' });
  expect(workspace.read(spacing)).toContain('export const answer = 43;');
  expect(workspace.read(colors)).toBe(before.colors);
}

async function commit(workspace: Workspace, message: string): Promise<void> {
  await workspace.git(['add', '-A']);
  await workspace.git(['commit', '-q', '-m', message]);
}

async function install(kind: Kind): Promise<Workspace> {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-add-')));
  const workspace = new Workspace(join(parent, 'workspace'));
  workspaces.push(workspace);
  mkdirSync(workspace.root);
  const devDependencies = kind.nx ?? { nx: DEFAULT_NX, '@nx/devkit': DEFAULT_NX };
  workspace.write('package.json', { name: 'acme', version: '0.0.0', private: true, devDependencies, ...kind.manifest });
  workspace.write('.gitignore', 'node_modules\n.nx\n');
  for (const [path, content] of Object.entries(kind.files)) workspace.write(path, content);
  const [program, ...args] = kind.install;
  // From the default registry, which may be cached; only `nx add` needs the other one.
  const { PATH, npm_config_store_dir } = registry.env();
  const env = { ...process.env, PATH, npm_config_store_dir, NX_DAEMON: 'false' };
  await runOrThrow(program, args, { cwd: workspace.root, env, timeoutMs: 240_000 });
  await workspace.git(['init', '-q', '-b', 'main']);
  return workspace;
}

/** With NODE_ENV=production, npm would remove the development dependencies. */
function environment(): NodeJS.ProcessEnv {
  return { ...registry.env(), NODE_ENV: 'development', NX_USE_LOCAL: 'true', NX_MIGRATE_USE_LOCAL: 'true' };
}

async function must(workspace: Workspace, args: readonly string[]): Promise<string> {
  const { code, output } = await workspace.nx(args, environment());
  if (code !== 0) throw new Error(`nx ${args.join(' ')} ended with ${code}\n${output}`);
  return output;
}
