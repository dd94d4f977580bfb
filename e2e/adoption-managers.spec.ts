import { chmodSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { npm, versionHere } from './support/base';
import { runOrThrow } from './support/process';
import { buildAll, TEAM_FILES, teamManifest, teamTasks } from './support/team';
import { Workspace } from './support/workspace';

const describeLong = process.env['NX_WORKFLOW_TEST_LONG'] === undefined ? describe.skip : describe;

interface PackageManager {
  readonly title: string;
  readonly package: string;
  /** From its package's folder. */
  readonly program: string;
  readonly command: string;
  readonly install: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  /** The version specifier for a dependency on another project. */
  readonly project: string;
  readonly addsTransformer: string;
}

const MANAGERS: readonly PackageManager[] = [
  {
    title: 'Yarn 1',
    package: 'yarn@1.22.22',
    program: 'yarn/bin/yarn.js',
    command: 'yarn',
    install: ['install', '--ignore-scripts', '--non-interactive'],
    project: '1.0.0',
    addsTransformer: 'yarn add --dev --exact oxc-transform@0.158.0',
  },
  {
    title: 'Yarn 4, with node_modules',
    package: '@yarnpkg/cli-dist@4.18.1',
    program: '@yarnpkg/cli-dist/bin/yarn.js',
    command: 'yarn',
    install: ['install'],
    files: {
      'yarn.lock': '',
      '.yarnrc.yml':
        'nodeLinker: node-modules\nenableTelemetry: false\nenableScripts: false\nenableImmutableInstalls: false\n',
    },
    project: 'workspace:*',
    addsTransformer: 'yarn add --dev --exact oxc-transform@0.158.0',
  },
  {
    title: 'bun',
    package: 'bun@1.4.5',
    program: '.bin/bun',
    command: 'bun',
    install: ['install', '--ignore-scripts'],
    project: 'workspace:*',
    addsTransformer: 'bun add --dev --exact oxc-transform@0.158.0',
  },
];

/** A registry may have binaries for one platform only, but Yarn requests those of all platforms. */
function otherPlatforms(): Record<string, string> {
  const names = ['nx', 'oxc-transform'].flatMap((name) => {
    const { optionalDependencies } = require(`${name}/package.json`) as { optionalDependencies: object };
    return Object.keys(optionalDependencies);
  });
  const here = new RegExp(`${process.platform}-${process.arch}(-gnu)?$`, 'u');
  return Object.fromEntries(names.filter((name) => !here.test(name)).map((name) => [name, 'npm:picocolors@1.0.0']));
}

describeLong.each(MANAGERS)('a workspace of $title', (manager) => {
  let workspace: Workspace;
  let parent: string;
  const environment = (): NodeJS.ProcessEnv => ({
    NODE_ENV: 'development',
    PATH: [join(parent, 'bin'), process.env['PATH'] ?? ''].join(delimiter),
  });
  const install = async (): Promise<void> => {
    const env = { ...process.env, ...environment() };
    await runOrThrow(join(parent, 'bin', manager.command), manager.install, {
      cwd: workspace.root,
      env,
      timeoutMs: 240_000,
    });
  };
  const build = (): Promise<Record<string, string>> => buildAll(workspace, environment());

  beforeAll(async () => {
    parent = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-manager-')));
    mkdirSync(join(parent, 'manager'));
    // bun downloads its binary at installation.
    await npm(['install', '--no-save', '--no-audit', '--no-fund', manager.package], join(parent, 'manager'));
    const program = join(parent, 'manager', 'node_modules', manager.program);
    chmodSync(program, 0o755);
    mkdirSync(join(parent, 'bin'));
    symlinkSync(program, join(parent, 'bin', manager.command));
    workspace = new Workspace(join(parent, 'workspace'));
    mkdirSync(workspace.root);
    for (const [path, content] of Object.entries({ ...TEAM_FILES, ...manager.files })) {
      const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
      workspace.write(path, text.replace('workspace:*', manager.project));
    }
    workspace.write(
      'package.json',
      await teamManifest({
        workspaces: ['packages/*'],
        resolutions: manager.command === 'yarn' ? otherPlatforms() : {},
      }),
    );
    await install();
    await workspace.git(['init', '-q', '-b', 'main']);
  }, 300_000);
  afterAll(() => workspace.dispose());

  test('generated code is built, and an edited spec rebuilds what depends on it', async () => {
    expect(await build()).toEqual(teamTasks('ran'));
    expect(workspace.read('packages/tokens/dist/generated/colors.js')).toContain('by = "1.0.0"');
    expect(await build()).toEqual(teamTasks('cached'));
    workspace.write('packages/tokens/specs/colors.yaml', 'red: 2\n');
    expect(await build()).toEqual(teamTasks('ran', 'cached'));
    expect(workspace.read('packages/tokens/dist/generated/colors.js')).toContain('red = 2');
  }, 300_000);

  test("another version of a helper's package causes a new generation", async () => {
    const before = workspace.read('packages/tokens/package.json');
    workspace.write('packages/tokens/package.json', before.replace('"picocolors": "1.0.0"', '"picocolors": "1.1.0"'));
    await install();
    expect(await build()).toMatchObject({ '@acme/tokens:generate': 'ran', '@acme/tokens:build': 'ran' });
    expect(workspace.read('packages/tokens/dist/generated/colors.js')).toContain('by = "1.1.0"');
  }, 300_000);

  test('a transformer that is not installed is reported with the command that adds it', async () => {
    workspace.remove('node_modules/oxc-transform');
    workspace.write('packages/tokens/specs/colors.yaml', 'red: 3\n');
    const { code, output } = await workspace.nx(['run', '@acme/tokens:generate'], environment());
    expect([code, output]).toEqual([1, expect.stringContaining(`hint: ${manager.addsTransformer}`)]);
  }, 300_000);

  test('generators say that the devkit is missing, and init adds it', async () => {
    const { code, output } = await workspace.nx(['g', 'nx-workflow:pattern', 'blue'], environment());
    expect([code, output]).toEqual([
      1,
      expect.stringContaining(
        `the generators of nx-workflow need the package @nx/devkit, which is not installed\n\n` +
          `hint: add "@nx/devkit": "${versionHere('nx')}" to the devDependencies in package.json, install, and run this again`,
      ),
    ]);
    const init = await workspace.nx(['g', 'nx-workflow:init'], environment());
    expect([init.code, init.output]).toEqual([
      0,
      expect.stringContaining('next: npx nx g nx-workflow:workflow <name>'),
    ]);
    expect(workspace.read('package.json')).toContain(`"@nx/devkit": "${versionHere('nx')}"`);
    expect((await workspace.nx(['g', 'nx-workflow:pattern', 'blue'], environment())).output).not.toContain('devkit');
  }, 300_000);
});
