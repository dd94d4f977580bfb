import { codegenWorkflow } from './support/codegen-workflow';
import { createWorkspace, type Workspace } from './support/workspace';

const generate = (name: string): object =>
  codegenWorkflow(name, { templates: ['templates/*.hbs'], helpers: 'templates/helpers.cjs' });

/** Libraries without a build, which the app uses as sources; one has generated code and is an indirect dependency. */
const FILES = {
  'templates/value.hbs': '{{shout value}}\n',
  'templates/helpers.cjs': 'exports.shout = (text) => String(text) + "!";\n',
  'libs/tokens/nx-workflow.json': generate('tokens'),
  'libs/tokens/project.json': { name: 'tokens', implicitDependencies: ['icons'] },
  'libs/tokens/specs/red.json': { value: 'one' },
  'libs/icons/nx-workflow.json': generate('icons'),
  'libs/icons/specs/star.json': { value: 'star' },
  'libs/middle/project.json': { name: 'middle', implicitDependencies: ['tokens'] },
  'libs/alone/project.json': { name: 'alone', targets: { build: { command: 'node -v' } } },
  'apps/shop/project.json': {
    name: 'shop',
    implicitDependencies: ['middle'],
    targets: {
      build: {
        command:
          "node -e \"const f = require('fs'); f.mkdirSync('apps/shop/dist', { recursive: true }); f.writeFileSync('apps/shop/dist/all.txt', f.readFileSync('libs/tokens/generated/red.txt', 'utf8') + f.readFileSync('libs/icons/generated/star.txt', 'utf8'))\"",
        outputs: ['{projectRoot}/dist'],
      },
    },
  },
};

const BUILD = {
  dependsOn: ['generate', '^generate', '^build'],
  inputs: ['default', '^default', { dependentTasksOutputFiles: '**/generated/**/*', transitive: true }],
  cache: true,
};

describe('an app that uses libraries as sources', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    const nxJson = { namedInputs: { default: ['{projectRoot}/**/*'] }, targetDefaults: { build: BUILD } };
    workspace = await createWorkspace({ files: FILES, nxJson });
    workspace.write('.gitignore', 'node_modules\n.nx\ndist\ngenerated\n');
    await workspace.git(['add', '-A']);
    await workspace.git(['commit', '-q', '-m', 'ignored']);
  });
  afterAll(() => workspace.dispose());

  async function build(...how: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const { code, output, tasks } = await workspace.nx([...how, '-t', 'build', '--outputStyle=static']);
    if (code !== 0) throw new Error(output);
    return tasks;
  }

  const built = (): string => workspace.read('apps/shop/dist/all.txt');

  it('is built after the generation, and is a cache hit then', async () => {
    expect(await build('run-many')).toEqual({
      'alone:build': 'ran',
      'icons:generate': 'ran',
      'tokens:generate': 'ran',
      'shop:build': 'ran',
    });
    expect(built()).toBe('one!\nstar!\n');
    expect(new Set(Object.values(await build('run-many')))).toEqual(new Set(['cached']));
  });

  it.each([
    ['a spec', 'libs/tokens/specs/red.json', 'one', 'two', ['tokens'], 'two!\nstar!\n'],
    ['a spec of a library behind others', 'libs/icons/specs/star.json', 'star', 'moon', ['icons'], 'two!\nmoon!\n'],
    ['a template outside of the projects', 'templates/value.hbs', '}}', '}} ', ['icons', 'tokens'], 'two! \nmoon! \n'],
    ['a helper outside of them', 'templates/helpers.cjs', '!', '?', ['icons', 'tokens'], 'two? \nmoon? \n'],
  ])(
    'is built again after an edit of %s, by affected and by run-many',
    async (_what, path, from, to, libraries, bytes) => {
      workspace.edit(path, from, to);
      const affected = await build('affected', '--files', path);
      expect(affected['shop:build']).toBe('ran');
      for (const library of libraries) expect(affected[`${library}:generate`]).toBe('ran');
      expect(Object.keys(affected)).not.toContain('alone:build');
      expect(built()).toBe(bytes);
      expect(new Set(Object.values(await build('run-many')))).toEqual(new Set(['cached']));
    },
  );

  it('is reported by validate if an edge or an input is missing', async () => {
    const { code, stdout } = await workspace.cli(['validate']);
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('warning')]);
    const { inputs: _inputs, ...edges } = BUILD;
    const nxJson = JSON.parse(workspace.read('nx.json')) as object;
    workspace.write('nx.json', { ...nxJson, targetDefaults: { build: edges } });
    const without = await workspace.cli(['validate']);
    expect(without.code).toBe(0);
    expect(without.stdout)
      .toContain(`apps/shop/project.json:7:5 warning unhashed-generation: "shop:build" waits for "icons:generate", "tokens:generate", but does not hash the generated code, so a cache hit may be stale
  7 |     "build": {
    |     ^^^^^^^
  hint: add to its inputs: { "dependentTasksOutputFiles": "libs/icons/generated/**/*" }, { "dependentTasksOutputFiles": "libs/tokens/generated/**/*" }`);
    workspace.write('nx.json', { ...nxJson, targetDefaults: { build: { cache: true, dependsOn: ['^build'] } } });
    expect((await workspace.cli(['validate'])).stdout).toContain('warning missed-generation: "shop:build"');
  });
});
