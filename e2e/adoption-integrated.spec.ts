import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkspace, type Workspace } from './support/workspace';

/** The highest versions of @nx/js, and of its peers, in the registry. */
const NX = '23.2.1';
const PACKAGES = { '@nx/js': NX, '@nx/workspace': NX, tslib: '2.8.1', '@swc-node/register': '1.11.1' };

const GENERATE = {
  executor: 'nx-workflow:codegen',
  options: {
    patterns: ['{projectRoot}/src/specs/*.yaml'],
    templates: ['{projectRoot}/src/*.hbs'],
    emit: [{ template: 'code', to: '{{@name}}.ts' }],
    outputDir: '{projectRoot}/src/generated',
  },
};

const SPECS = {
  'src/specs/colors.yaml': 'red: 1\n',
  'src/code.hbs': 'export const red: number = {{red}};\n',
  'nx-workflow.json': { name: 'tokens', tasks: { generate: GENERATE } },
};

const inFolder = (folder: string, files: object): Record<string, string | object> =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));

/** Nx's own defaults, and those of a team. */
const NAMED = {
  default: ['{projectRoot}/**/*', 'sharedGlobals'],
  production: ['default', '!{projectRoot}/**/*.spec.ts'],
  sharedGlobals: ['{workspaceRoot}/tsconfig.base.json'],
};

const describeLong = process.env['NX_WORKFLOW_TEST_LONG'] === undefined ? describe.skip : describe;

describeLong('targets that @nx/js/typescript infers', () => {
  const library = (name: string, more: object = {}): object => ({
    name: `@acme/${name}`,
    version: '1.0.0',
    type: 'module',
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    ...more,
  });
  const tsconfigs = (references: readonly string[]): object => ({
    'tsconfig.json': {
      extends: '../../tsconfig.base.json',
      files: [],
      include: [],
      references: [...references.map((path) => ({ path: `../${path}` })), { path: './tsconfig.lib.json' }],
    },
    'tsconfig.lib.json': {
      extends: '../../tsconfig.base.json',
      compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/tsconfig.lib.tsbuildinfo' },
      include: ['src/**/*.ts'],
      references: references.map((path) => ({ path: `../${path}/tsconfig.lib.json` })),
    },
  });
  const FILES = {
    '.gitignore': 'node_modules\n.nx\ndist\ngenerated\n*.tsbuildinfo\n',
    'tsconfig.base.json': {
      compilerOptions: { composite: true, strict: true, target: 'es2022', module: 'nodenext', types: [] },
    },
    'tsconfig.json': {
      extends: './tsconfig.base.json',
      files: [],
      references: ['app', 'other', 'tokens'].map((name) => ({ path: `./packages/${name}` })),
    },
    ...inFolder('packages/tokens', {
      ...SPECS,
      ...tsconfigs([]),
      'package.json': library('tokens', {
        nx: {
          targets: {
            build: {
              dependsOn: ['generate', '...'],
              inputs: ['...', { dependentTasksOutputFiles: 'packages/tokens/src/generated/**/*.ts' }],
            },
          },
        },
      }),
      'src/index.ts': "export * from './generated/colors.js';\n",
    }),
    ...inFolder('packages/app', {
      ...tsconfigs(['tokens']),
      'package.json': library('app', { dependencies: { '@acme/tokens': '*' } }),
      'src/index.ts': "import { red } from '@acme/tokens';\nexport const twice = red * 2;\n",
    }),
    ...inFolder('packages/other', {
      ...tsconfigs([]),
      'package.json': library('other'),
      'src/index.ts': 'export const other = 1;\n',
    }),
  };
  const inferring = {
    plugin: '@nx/js/typescript',
    options: {
      build: { targetName: 'build', configName: 'tsconfig.lib.json' },
      typecheck: { targetName: 'typecheck' },
    },
  };
  let workspace: Workspace;
  const build = async (): Promise<Record<string, string>> => {
    const { code, output, tasks } = await workspace.nx(['run-many', '-t', 'build', 'typecheck']);
    if (code !== 0) throw new Error(output);
    return { ...tasks };
  };
  const tasks = (how: 'ran' | 'cached', other: 'ran' | 'cached'): Record<string, string> => ({
    ...Object.fromEntries(['generate', 'build', 'typecheck'].map((task) => [`@acme/tokens:${task}`, how])),
    ...Object.fromEntries(['build', 'typecheck'].map((task) => [`@acme/app:${task}`, how])),
    ...Object.fromEntries(['build', 'typecheck'].map((task) => [`@acme/other:${task}`, other])),
  });

  beforeAll(async () => {
    const nxJson = { plugins: [inferring, 'nx-workflow'], namedInputs: NAMED };
    workspace = await createWorkspace({ nx: NX, packages: PACKAGES, files: FILES, nxJson });
    const manifest = JSON.parse(workspace.read('package.json')) as object;
    workspace.write('package.json', { ...manifest, workspaces: ['packages/*'] });
    mkdirSync(join(workspace.root, 'node_modules/@acme'), { recursive: true });
    for (const name of ['app', 'other', 'tokens'])
      symlinkSync(`../../packages/${name}`, join(workspace.root, 'node_modules/@acme', name));
  }, 600_000);
  afterAll(() => workspace.dispose());

  test('build the generated code, and again what depends on an edited spec', async () => {
    expect(await build()).toEqual(tasks('ran', 'ran'));
    expect(workspace.read('packages/tokens/dist/generated/colors.js')).toContain('red = 1');
    expect(await build()).toEqual(tasks('cached', 'cached'));
    workspace.write('packages/tokens/src/specs/colors.yaml', 'red: 2\n');
    expect(await build()).toEqual(tasks('ran', 'cached'));
    expect(workspace.read('packages/tokens/dist/generated/colors.js')).toContain('red = 2');
    // The same bytes of generated code: nothing behind it runs.
    workspace.write('packages/tokens/src/specs/colors.yaml', '# a note\nred: 2\n');
    expect(await build()).toEqual({ ...tasks('cached', 'cached'), '@acme/tokens:generate': 'ran' });
  }, 600_000);

  test('keep what the plugin inferred, and get the edge', async () => {
    const { stdout } = await workspace.nx(['show', 'project', '@acme/tokens', '--json']);
    const { targets } = JSON.parse(stdout) as { targets: Record<string, { dependsOn: unknown; options: object }> };
    expect(targets['build']).toMatchObject({
      dependsOn: ['generate', '^build'],
      options: { command: 'tsc --build tsconfig.lib.json' },
    });
  }, 600_000);
});

describeLong('targets of the executor @nx/js:tsc', () => {
  const project = (name: string, more: object = {}): object => ({
    'project.json': {
      name,
      sourceRoot: `libs/${name}/src`,
      projectType: 'library',
      targets: {
        build: {
          executor: '@nx/js:tsc',
          outputs: ['{options.outputPath}'],
          options: {
            outputPath: `dist/libs/${name}`,
            main: `libs/${name}/src/index.ts`,
            tsConfig: `libs/${name}/tsconfig.lib.json`,
          },
        },
      },
      ...more,
    },
    'package.json': { name: `@acme/${name}`, version: '1.0.0', type: 'commonjs' },
    'tsconfig.lib.json': { extends: '../../tsconfig.base.json', include: ['src/**/*.ts'] },
  });
  const FILES = {
    '.gitignore': 'node_modules\n.nx\ndist\ngenerated\n',
    'tsconfig.base.json': {
      compilerOptions: {
        rootDir: '.',
        baseUrl: '.',
        declaration: true,
        strict: true,
        target: 'es2022',
        module: 'commonjs',
        moduleResolution: 'node',
        types: [],
        paths: { '@acme/tokens': ['libs/tokens/src/index.ts'] },
      },
    },
    ...inFolder('libs/tokens', {
      ...SPECS,
      ...project('tokens'),
      'src/index.ts': "export * from './generated/colors';\n",
    }),
    ...inFolder('libs/app', {
      ...project('app'),
      'src/index.ts': "import { red } from '@acme/tokens';\nexport const twice = red * 2;\n",
    }),
    ...inFolder('libs/other', { ...project('other'), 'src/index.ts': 'export const other = 1;\n' }),
  };
  const DEFAULTS = {
    build: {
      cache: true,
      dependsOn: ['generate', '^build'],
      inputs: ['production', '^production', { dependentTasksOutputFiles: '**/*.ts', transitive: true }],
    },
  };
  let workspace: Workspace;
  const build = async (): Promise<Record<string, string>> => {
    const { code, output, tasks } = await workspace.nx(['run-many', '-t', 'build']);
    if (code !== 0) throw new Error(output);
    return { ...tasks };
  };
  beforeAll(async () => {
    const nxJson = { plugins: ['nx-workflow'], namedInputs: NAMED, targetDefaults: DEFAULTS };
    workspace = await createWorkspace({ nx: NX, packages: PACKAGES, files: FILES, nxJson });
  }, 600_000);
  afterAll(() => workspace.dispose());

  test('build the generated code, and again what depends on an edited spec', async () => {
    const all = (how: string): object =>
      Object.fromEntries(['tokens:generate', 'tokens:build', 'app:build'].map((task) => [task, how]));
    expect(await build()).toEqual({ ...all('ran'), 'other:build': 'ran' });
    expect(workspace.read('dist/libs/tokens/src/generated/colors.js')).toContain('exports.red = 1');
    expect(await build()).toEqual({ ...all('cached'), 'other:build': 'cached' });
    workspace.write('libs/tokens/src/specs/colors.yaml', 'red: 2\n');
    expect(await build()).toEqual({ ...all('ran'), 'other:build': 'cached' });
    expect(workspace.read('dist/libs/tokens/src/generated/colors.js')).toContain('exports.red = 2');
  }, 600_000);

  test('of projects without a workflow keep their hashes', async () => {
    workspace.write('libs/tokens/nx-workflow.json', {
      name: 'tokens',
      tasks: { generate: GENERATE, more: { command: 'node -v' } },
    });
    const tasks = await build();
    expect([tasks['other:build'], tasks['tokens:build'], tasks['tokens:generate']]).toEqual(['cached', 'ran', 'ran']);
  }, 600_000);
});
