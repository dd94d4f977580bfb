import { cpSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DEFAULT_NX } from '../base';
import { packagesOf, type Example } from '../examples';
import { runOrThrow } from '../process';
import { Registry } from '../registry';
import { createWorkspace, Workspace } from '../workspace';

/** The version of Nx for the manual: this repository's, or the one in the environment. */
export const MANUAL_NX = process.env['NX_WORKFLOW_MANUAL_NX'] ?? DEFAULT_NX;

const EXAMPLES = resolve(__dirname, '../../../examples');

/** The start of a page of the manual: a workspace, and the environment of its commands. */
export interface Start {
  readonly workspace: Workspace;
  readonly env: NodeJS.ProcessEnv;
  end(): void | Promise<void>;
}

/** The workspaces that a page may name in `<!-- test: workspace … -->`. */
export const STARTS: Readonly<Record<string, () => Promise<Start>>> = {
  /** Nx and the plugin, already set up. */
  installed: async () => {
    const workspace = await createWorkspace({ nx: MANUAL_NX });
    workspace.write('.gitignore', 'node_modules\n.nx\n');
    await commitAll(workspace);
    return installed(workspace);
  },
  /** The same with the example `minimal` in libs/tokens, as the project `tokens`, committed. */
  tokens: () => withExample('minimal', 'libs/tokens', 'tokens'),
  /** The same with the example `openapi` in libs/api, as the project `api`, and the packages that it uses. */
  openapi: () => withExample('openapi', 'libs/api', 'api'),
  /** The same with the example `graphql`, and with `tokens`. */
  graphql: () => withExample('graphql', 'libs/api', 'api'),
  'design-tokens': () => withExample('tokens', 'libs/design', 'design'),
  /** A team's workspace of npm packages with Nx but without the plugin, which npm gets from a registry. */
  existing,
};

async function withExample(example: Example, folder: string, project: string): Promise<Start> {
  const workspace = await createWorkspace({ nx: MANUAL_NX, packages: packagesOf(example) });
  cpSync(join(EXAMPLES, example), join(workspace.root, folder), {
    recursive: true,
    filter: (path) => !/\/(build|generated)$/.test(path),
  });
  workspace.write(`${folder}/project.json`, { name: project });
  workspace.write('.gitignore', 'node_modules\n.nx\nbuild\ngenerated\n');
  await commitAll(workspace);
  return installed(workspace);
}

function installed(workspace: Workspace): Start {
  return { workspace, env: {}, end: () => workspace.dispose() };
}

async function existing(): Promise<Start> {
  const registry = await Registry.start();
  await registry.publish(await registry.pack());
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-manual-')));
  const workspace = new Workspace(join(parent, 'workspace'));
  mkdirSync(workspace.root);
  const devDependencies = { nx: MANUAL_NX, '@nx/devkit': MANUAL_NX };
  const manifest = { name: 'acme', version: '0.0.0', private: true, workspaces: ['packages/*'], devDependencies };
  workspace.write('package.json', manifest);
  workspace.write('nx.json', { analytics: false, targetDefaults: { build: { cache: true, dependsOn: ['^build'] } } });
  workspace.write('.gitignore', 'node_modules\n.nx\ndist\n');
  workspace.write('packages/core/package.json', {
    name: '@acme/core',
    version: '1.0.0',
    scripts: { build: 'node build.js', test: 'npm run build && node test.js' },
  });
  workspace.write('packages/core/build.js', "require('fs').cpSync('core.js', 'dist/core.js');\n");
  workspace.write('packages/core/core.js', 'exports.core = 1;\n');
  workspace.write('packages/core/test.js', "require('./dist/core').core === 1 || process.exit(1);\n");
  const env = { ...process.env, NODE_ENV: 'development' };
  await runOrThrow('npm', ['install', '--ignore-scripts'], { cwd: workspace.root, env, timeoutMs: 240_000 });
  await workspace.git(['init', '-q', '-b', 'main']);
  await commitAll(workspace);
  return {
    workspace,
    // With NODE_ENV=production, npm would remove the development dependencies.
    env: { ...registry.env(), NODE_ENV: 'development', NX_USE_LOCAL: 'true' },
    end: async () => {
      workspace.dispose();
      await registry.stop();
    },
  };
}

async function commitAll(workspace: Workspace): Promise<void> {
  await workspace.git(['add', '-A']);
  await workspace.git(['commit', '-q', '-m', 'a state']);
}
