import { mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { DEFAULT_NX, packedPackage, versionHere } from './support/base';
import { runOrThrow } from './support/process';
import { Workspace } from './support/workspace';

const PNPM = resolve(__dirname, '..', 'node_modules', 'pnpm', 'bin', 'pnpm.cjs');

const tsconfig = (references: readonly string[]): object => ({
  extends: '../../tsconfig.base.json',
  compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
  include: ['src/**/*.ts'],
  references: references.map((path) => ({ path })),
});

const manifest = (name: string, more: object): object => ({
  name: `@acme/${name}`,
  version: '1.0.0',
  type: 'module',
  exports: { types: './dist/index.d.ts', default: './dist/index.js' },
  scripts: { build: 'tsc -b' },
  ...more,
});

const FILES: Readonly<Record<string, string | object>> = {
  'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
  '.gitignore': 'node_modules\n.nx\ndist\ngenerated\n',
  'tsconfig.base.json': {
    compilerOptions: { composite: true, strict: true, target: 'es2022', module: 'nodenext', types: [] },
  },
  // The team's own defaults; a build waits for the code that its project generates.
  'nx.json': {
    analytics: false,
    plugins: ['nx-workflow'],
    namedInputs: {
      default: ['{projectRoot}/**/*', 'sharedGlobals'],
      sharedGlobals: ['{workspaceRoot}/tsconfig.base.json'],
      production: ['default', '!{projectRoot}/**/*.spec.ts'],
    },
    targetDefaults: {
      build: {
        cache: true,
        dependsOn: ['generate', '^build'],
        inputs: ['production', '^production', { dependentTasksOutputFiles: '**/*.ts', transitive: true }],
        outputs: ['{projectRoot}/dist'],
      },
    },
  },
  'packages/tokens/package.json': manifest('tokens', { devDependencies: { picocolors: '1.0.0' } }),
  'packages/tokens/tsconfig.json': tsconfig([]),
  'packages/tokens/src/index.ts': "export * from './generated/colors.js';\n",
  'packages/tokens/specs/colors.yaml': 'red: 1\n',
  'packages/tokens/code.hbs': 'export const red: number = {{red}};\nexport const by: string = "{{version}}";\n',
  'packages/tokens/helpers.cjs':
    "const { version } = require('picocolors/package.json');\nmodule.exports = { version: () => version };\n",
  'packages/tokens/nx-workflow.json': {
    name: 'tokens',
    tasks: {
      generate: {
        executor: 'nx-workflow:codegen',
        options: {
          patterns: ['{projectRoot}/specs/*.yaml'],
          templates: ['{projectRoot}/*.hbs'],
          helpers: '{projectRoot}/helpers.cjs',
          emit: [{ template: 'code', to: '{{@name}}.ts' }],
          outputDir: '{projectRoot}/src/generated',
          compile: [{ compiler: 'typescript' }],
        },
      },
    },
  },
  'packages/app/package.json': manifest('app', { dependencies: { '@acme/tokens': 'workspace:*' } }),
  'packages/app/tsconfig.json': tsconfig(['../tokens']),
  'packages/app/src/index.ts': "import { red } from '@acme/tokens';\nexport const twice = red * 2;\n",
  'packages/other/package.json': manifest('other', {}),
  'packages/other/tsconfig.json': tsconfig([]),
  'packages/other/src/index.ts': 'export const other = 1;\n',
};

describe('a workspace of pnpm, whose packages are links into a store and see only what they name', () => {
  let workspace: Workspace;
  const pnpm = async (...args: string[]): Promise<void> => {
    const env = { ...process.env, NODE_ENV: 'development' };
    await runOrThrow(process.execPath, [PNPM, ...args], { cwd: workspace.root, env, timeoutMs: 240_000 });
  };
  const build = async (): Promise<Record<string, string>> => {
    const { code, output, tasks } = await workspace.nx(['run-many', '-t', 'build', 'generate-typecheck'], tools());
    if (code !== 0) throw new Error(output);
    return { ...tasks };
  };
  /** Nx asks pnpm for its version. */
  const tools = (): NodeJS.ProcessEnv => ({
    PATH: [join(workspace.root, '..', 'bin'), process.env['PATH'] ?? ''].join(delimiter),
  });
  const tokens = ['@acme/tokens:generate', '@acme/tokens:generate-typecheck', '@acme/tokens:build', '@acme/app:build'];
  const all = (how: 'ran' | 'cached'): Record<string, string> =>
    Object.fromEntries([...tokens, '@acme/other:build'].map((task) => [task, how]));

  beforeAll(async () => {
    const parent = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-pnpm-')));
    workspace = new Workspace(join(parent, 'workspace'));
    mkdirSync(workspace.root);
    mkdirSync(join(parent, 'bin'));
    symlinkSync(PNPM, join(parent, 'bin', 'pnpm'));
    const devDependencies = {
      nx: DEFAULT_NX,
      'nx-workflow': `file:${await packedPackage()}`,
      'oxc-transform': versionHere('oxc-transform'),
      typescript: versionHere('typescript'),
    };
    workspace.write('package.json', { name: 'acme', version: '0.0.0', private: true, devDependencies });
    for (const [path, content] of Object.entries(FILES)) workspace.write(path, content);
    await pnpm('install', '--ignore-scripts', '--no-frozen-lockfile', '--prefer-offline');
    await workspace.git(['init', '-q', '-b', 'main']);
  }, 300_000);
  afterAll(() => workspace.dispose());

  test('generated code is built with project references, and an edited spec rebuilds what depends on it', async () => {
    expect(await build()).toEqual(all('ran'));
    expect(workspace.read('packages/tokens/dist/generated/colors.js')).toContain("by = '1.0.0'".replaceAll("'", '"'));
    expect(await build()).toEqual(all('cached'));
    workspace.write('packages/tokens/specs/colors.yaml', 'red: 2\n');
    expect(await build()).toEqual({ ...all('ran'), '@acme/other:build': 'cached' });
    expect(workspace.read('packages/tokens/dist/generated/colors.js')).toContain('red = 2');
  }, 300_000);

  test("Nx hashes the packages by their names, also one that is in the project's own node_modules only", async () => {
    const { stdout } = await workspace.nx(['show', 'project', '@acme/tokens', '--json'], tools());
    const { targets } = JSON.parse(stdout) as { targets: Record<string, { inputs: unknown[]; options: object }> };
    const named = targets['generate']!.inputs.filter((input) => typeof input === 'object');
    // Handlebars and the like come with nx-workflow, with which Nx hashes what it depends on.
    expect(named).toEqual([
      { externalDependencies: ['oxc-transform', 'picocolors'] },
      { externalDependencies: ['nx-workflow'] },
    ]);
    expect(targets['generate']!.options).not.toHaveProperty('implementation');
  }, 300_000);

  test("another version of a helper's package generates anew", async () => {
    const before = workspace.read('packages/tokens/package.json');
    workspace.write('packages/tokens/package.json', before.replace('"1.0.0"\n  }', '"1.1.0"\n  }'));
    await pnpm('install', '--ignore-scripts', '--no-frozen-lockfile', '--prefer-offline');
    expect(await build()).toMatchObject({ '@acme/tokens:generate': 'ran', '@acme/tokens:build': 'ran' });
    expect(workspace.read('packages/tokens/dist/generated/colors.js')).toContain('by = "1.1.0"');
  }, 300_000);

  test('the command line is where pnpm puts programs, and finds the devkit that the workspace does not name', async () => {
    const named = await workspace.shell('pnpm exec nx-workflow validate', tools());
    expect([named.code, named.stdout]).toEqual([0, 'packages/tokens/nx-workflow.json: 1 task, no findings\n']);
    // Without the NODE_PATH that pnpm gives to its programs.
    expect(workspace.exists('node_modules/@nx/devkit')).toBe(false);
    const { code, stdout } = await workspace.cli(['check', '@acme/tokens:generate'], tools());
    expect([code, stdout]).toEqual([0, '@acme/tokens:generate: up to date\n']);
  }, 300_000);

  test('a transformer that the root does not have is named, with the command that adds it', async () => {
    workspace.remove('node_modules/oxc-transform');
    workspace.write('packages/tokens/specs/colors.yaml', 'red: 3\n');
    const { code, output } = await workspace.nx(['run', '@acme/tokens:generate'], tools());
    expect(code).toBe(1);
    expect(output).toContain('the transformer "oxc" needs the package oxc-transform, which is not installed');
    expect(output).toContain('hint: pnpm add --workspace-root --save-dev --save-exact oxc-transform@0.158.0');
  }, 300_000);
});
