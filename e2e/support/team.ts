import { DEFAULT_NX, packedPackage, versionHere } from './base';
import type { Workspace } from './workspace';

const tsconfig = (references: readonly string[]): object => ({
  extends: '../../tsconfig.base.json',
  compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
  include: ['src/**/*.ts'],
  references: references.map((path) => ({ path })),
});

interface More {
  readonly dependencies?: object;
  readonly devDependencies?: object;
}

const manifest = (name: string, more: More): object => ({
  name: `@acme/${name}`,
  version: '1.0.0',
  type: 'module',
  exports: { types: './dist/index.d.ts', default: './dist/index.js' },
  scripts: { build: 'tsc -b' },
  ...more,
  devDependencies: { typescript: versionHere('typescript'), ...more.devDependencies },
});

/**
 * A team's workspace of package-based projects: `app` uses `tokens`, whose code is generated with a helper that imports a
 * package, and `other` is independent. Without the parts that differ between package managers.
 */
export const TEAM_FILES: Readonly<Record<string, string | object>> = {
  '.gitignore': 'node_modules\n.nx\ndist\ngenerated\n',
  'tsconfig.base.json': {
    compilerOptions: { composite: true, strict: true, target: 'es2022', module: 'nodenext', types: [] },
  },
  // The team's defaults; a build waits for the generated code of its project.
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

/** The root package.json, with the published package. */
export async function teamManifest(more: object = {}): Promise<object> {
  const devDependencies = {
    nx: DEFAULT_NX,
    'nx-workflow': `file:${await packedPackage()}`,
    'oxc-transform': versionHere('oxc-transform'),
    typescript: versionHere('typescript'),
  };
  return { name: 'acme', version: '0.0.0', private: true, devDependencies, ...more };
}

const TOKENS = ['@acme/tokens:generate', '@acme/tokens:generate-typecheck', '@acme/tokens:build', '@acme/app:build'];

/** The expected result of each task if all tasks that depend on `tokens` have the same one. */
export const teamTasks = (tokens: 'ran' | 'cached', other = tokens): Record<string, string> => ({
  ...Object.fromEntries(TOKENS.map((task) => [task, tokens])),
  '@acme/other:build': other,
});

/** Builds everything. @returns the status of each task */
export async function buildAll(workspace: Workspace, env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const { code, output, tasks } = await workspace.nx(['run-many', '-t', 'build', 'generate-typecheck'], env, 600_000);
  if (code !== 0) throw new Error(output);
  return { ...tasks };
}
