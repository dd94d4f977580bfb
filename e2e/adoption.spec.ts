import { createWorkspace, type Workspace } from './support/workspace';

/** Bundles a package's sources, and those of its dependencies. */
const BUILD = `import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
const texts = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => readFileSync(entry.parentPath + '/' + entry.name, 'utf8'));
mkdirSync('dist', { recursive: true });
writeFileSync('dist/all.txt', texts.join(''));
`;

const scripts = { build: 'node ../../build.mjs' };

const FILES = {
  'build.mjs': BUILD,
  'packages/core/package.json': { name: '@acme/core', version: '1.0.0', scripts },
  'packages/core/src/index.ts': 'export const core = 1;\n',
  'packages/app/package.json': { name: '@acme/app', version: '1.0.0', scripts, dependencies: { '@acme/core': '*' } },
  'packages/app/src/index.ts': "import { core } from '@acme/core';\nexport const app = core;\n",
  'packages/api/package.json': {
    name: '@acme/api',
    version: '1.0.0',
    scripts: { ...scripts, lint: 'node -v' },
    nx: {
      targets: {
        build: {
          dependsOn: ['generate', '^build'],
          inputs: ['production', '^production', { dependentTasksOutputFiles: 'packages/api/src/generated/**/*.ts' }],
        },
      },
    },
  },
  'packages/api/src/index.ts': "export * from './generated/routes';\n",
  'packages/api/routes.yaml': 'path: /one\n',
  'packages/api/route.hbs': 'export const path = {{json path}};\n',
};

/** The team's nx.json without this plugin. */
const NX_JSON = {
  plugins: [],
  namedInputs: {
    default: ['{projectRoot}/**/*', 'sharedGlobals'],
    sharedGlobals: ['{workspaceRoot}/build.mjs'],
    production: ['default', '!{projectRoot}/**/*.spec.ts'],
  },
  targetDefaults: {
    build: {
      cache: true,
      dependsOn: ['^build'],
      inputs: ['production', '^production'],
      outputs: ['{projectRoot}/dist'],
    },
    lint: { cache: true },
  },
};

const GENERATE = {
  executor: 'nx-workflow:codegen',
  options: {
    patterns: ['{projectRoot}/routes.yaml'],
    templates: ['{projectRoot}/*.hbs'],
    emit: [{ template: 'route', to: '{{@name}}.ts' }],
    outputDir: '{projectRoot}/src/generated',
  },
};

describe('a workspace of packages that has its own defaults', () => {
  let workspace: Workspace;
  const build = async (): Promise<Record<string, string>> => {
    const { code, output, tasks } = await workspace.nx(['run-many', '-t', 'build', 'lint']);
    if (code !== 0) throw new Error(output);
    return { ...tasks };
  };
  const others = { '@acme/core:build': 'cached', '@acme/app:build': 'cached' };
  const addPlugin = (): void => {
    const nxJson = JSON.parse(workspace.read('nx.json')) as object;
    workspace.write('nx.json', { ...nxJson, plugins: ['nx-workflow'] });
  };
  const writeWorkflow = (tasks: object): void =>
    workspace.write('packages/api/nx-workflow.json', { name: 'routes', tasks });

  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES, nxJson: NX_JSON, isolatesPlugins: true });
    const manifest = JSON.parse(workspace.read('package.json')) as object;
    workspace.write('package.json', { ...manifest, workspaces: ['packages/*'] });
    workspace.write('.gitignore', 'node_modules\n.nx\ndist\ngenerated\n');
  });
  afterAll(() => workspace.dispose());

  test('a workflow changes no hash of other projects', async () => {
    const nothingYet = JSON.parse(workspace.read('packages/api/package.json')) as { nx: object };
    workspace.write('packages/api/package.json', { ...nothingYet, nx: {} });
    await build();
    expect(await build()).toEqual({ ...others, '@acme/api:build': 'cached', '@acme/api:lint': 'cached' });

    // Nx hashes nx.json into every task, so adding the plugin causes one cache miss for each.
    addPlugin();
    expect(new Set(Object.values(await build()))).toEqual(new Set(['ran']));
    expect(new Set(Object.values(await build()))).toEqual(new Set(['cached']));

    workspace.write('packages/api/package.json', nothingYet);
    writeWorkflow({ generate: GENERATE });
    const withWorkflow = { '@acme/api:build': 'ran', '@acme/api:generate': 'ran', '@acme/api:lint': 'ran' };
    expect(await build()).toEqual({ ...others, ...withWorkflow });
    expect(workspace.read('packages/api/dist/all.txt')).toContain('export const path = "/one";');
  }, 300_000);

  test('in a project of the workflow, an added or edited task causes one cache miss', async () => {
    const misses = { '@acme/api:build': 'ran', '@acme/api:generate': 'ran', '@acme/api:lint': 'ran' };
    const hits = { '@acme/api:build': 'cached', '@acme/api:generate': 'cached', '@acme/api:lint': 'cached' };
    expect(await build()).toEqual({ ...others, ...hits });
    writeWorkflow({ generate: GENERATE, more: { command: 'node -v' } });
    expect(await build()).toEqual({ ...others, ...misses });
    expect(await build()).toEqual({ ...others, ...hits });
    writeWorkflow({ generate: GENERATE, more: { command: 'node -p 1' } });
    expect(await build()).toEqual({ ...others, ...misses });
    // A description is not part of the configuration, but the workflow file is among "production" and "default" files.
    writeWorkflow({ generate: GENERATE, more: { command: 'node -p 1', description: 'More' } });
    expect(await build()).toEqual({ ...others, ...misses, '@acme/api:generate': 'cached' });
  }, 300_000);

  test('a build of the generated code runs only when that changes', async () => {
    workspace.write('packages/api/routes.yaml', 'path: /two\n');
    expect(await build()).toMatchObject({ ...others, '@acme/api:build': 'ran', '@acme/api:generate': 'ran' });
    expect(workspace.read('packages/api/dist/all.txt')).toContain('export const path = "/two";');
    expect(await build()).toMatchObject({ ...others, '@acme/api:build': 'cached', '@acme/api:generate': 'cached' });
  }, 300_000);

  test('a task with the name of a target or of a default reports what would be replaced', async () => {
    writeWorkflow({ generate: GENERATE, build: { command: 'node -v', dependsOn: ['generate'] } });
    const { code, stdout } = await workspace.cli(['validate']);
    expect(code).toBe(1);
    expect(stdout).toContain(
      '"targetDefaults" in nx.json, entry "build", would replace "inputs" and "dependsOn" of "build"',
    );
    expect(stdout).toContain(
      'the target "build" in packages/api/package.json would replace "inputs" and "dependsOn" of this task',
    );
    const own = await workspace.nx(['run', '@acme/app:build']);
    expect([own.code, own.output]).toEqual([0, expect.stringContaining('Successfully ran target build')]);
    writeWorkflow({ generate: GENERATE });
  }, 300_000);
});
