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
  tokens: () => withExamples({ minimal: 'tokens' }),
  /** The same with the three larger examples, and the packages that they use. */
  examples: () => withExamples({ openapi: 'api', graphql: 'graph', tokens: 'design' }),
  /** A team's workspace of npm packages that has Nx and has not heard of the plugin; npm gets it from a registry. */
  existing,
};

/** @param projects the name of each example's project, which is also its folder in libs/ */
async function withExamples(projects: Partial<Record<Example, string>>): Promise<Start> {
  const examples = Object.entries(projects) as [Example, string][];
  const packages = Object.assign({}, ...examples.map(([example]) => packagesOf(example))) as Record<string, string>;
  const workspace = await createWorkspace({ nx: MANUAL_NX, packages });
  for (const [example, project] of examples) {
    cpSync(join(EXAMPLES, example), join(workspace.root, 'libs', project), {
      recursive: true,
      filter: (path) => !/\/(build|generated)$/.test(path),
    });
    workspace.write(`libs/${project}/project.json`, { name: project });
  }
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
