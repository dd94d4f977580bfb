import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TargetContext } from '../../../executors/codegen/target-context';
import { diagnosticsOf, small } from '../../testing/small';
import { endDriver, MANIFEST, snapshot, type Workspace } from '../../testing/workspace';

afterAll(endDriver);

let workspace: Workspace;

afterEach(() => workspace.dispose());

/** The diagnostics of a run that must fail and leave the output folder unchanged. */
async function refusedAsBefore(options: Parameters<Workspace['run']>[0] = {}): Promise<string[]> {
  const before = workspace.outputs();
  const run = await workspace.run(options);
  expect(run.success).toBe(false);
  expect(workspace.outputs()).toEqual(before);
  return diagnosticsOf(run.output).split('\n');
}

describe('a place that is taken', () => {
  it('by a foreign file, without a manifest', async () => {
    workspace = small({ 'generated/a.txt': 'mine' });
    expect(await refusedAsBefore()).toEqual([
      'generated/a.txt error foreign-file: this file was not written by this target and would be overwritten',
      '  hint: move it away, delete it, or give the target another outputDir',
    ]);
  });

  it('by a foreign file, with a manifest', async () => {
    workspace = small();
    await workspace.succeed();
    workspace.write({ 'specs/b.json': '{}', 'generated/b.txt': 'mine' });
    expect((await refusedAsBefore())[0]).toBe(
      'generated/b.txt error foreign-file: this file was not written by this target and would be overwritten',
    );
  });

  it('by a foreign file with equal bytes, which is adopted', async () => {
    workspace = small({ 'generated/a.txt': 'Hello A\n' });
    await workspace.succeed();
    expect(Object.keys(workspace.manifest().files)).toEqual(['a.txt']);
  });

  it('by a folder', async () => {
    workspace = small({ 'generated/a.txt/x': '' });
    expect(await refusedAsBefore()).toEqual([
      'generated/a.txt error output-place: this file cannot be written: it is a folder',
      '  hint: remove what is in the way',
    ]);
  });

  it('by a file where a folder is needed', async () => {
    workspace = small({ 'generated/x': 'mine' }, { emit: [{ template: 'one', to: 'x/{{@name}}.txt' }] });
    expect(await refusedAsBefore()).toEqual([
      'generated/x/a.txt error output-place: this file cannot be written: "x" is not a folder',
      '  hint: remove what is in the way',
    ]);
  });

  it('by a file where a folder was', async () => {
    workspace = small({}, { emit: [{ template: 'one', to: 'x/{{@name}}.txt' }] });
    await workspace.succeed();
    workspace.remove('generated/x');
    workspace.write({ 'generated/x': 'mine' });
    expect((await refusedAsBefore())[0]).toBe(
      'generated/x/a.txt error output-place: this file cannot be written: "x" is not a folder',
    );
  });

  it('by a link to a folder elsewhere', async () => {
    workspace = small({ 'elsewhere/keep': '' }, { emit: [{ template: 'one', to: 'x/{{@name}}.txt' }] });
    mkdirSync(workspace.output);
    symlinkSync(join(workspace.root, 'elsewhere'), join(workspace.output, 'x'));
    expect(await refusedAsBefore()).toEqual([
      'generated/x/a.txt error output-place: this file cannot be written: the folder "x" is a link',
      '  hint: remove what is in the way',
    ]);
    expect(snapshot(join(workspace.root, 'elsewhere'))).toEqual({ keep: '' });
  });

  it('by a link through which a file would be pruned', async () => {
    workspace = small({ 'specs/b.json': '{}' }, { emit: [{ template: 'one', to: '{{@name}}/x.txt' }] });
    await workspace.succeed();
    workspace.write({ 'elsewhere/x.txt': workspace.read('generated/b/x.txt') });
    rmSync(join(workspace.output, 'b'), { recursive: true });
    symlinkSync(join(workspace.root, 'elsewhere'), join(workspace.output, 'b'));
    workspace.remove('specs/b.json');
    await workspace.succeed();
    expect(workspace.read('elsewhere/x.txt')).toBe('Hello \n');
  });

  it('by an output folder that leads out of the workspace', async () => {
    workspace = small();
    const outside = join(workspace.root, '..', 'outside');
    mkdirSync(outside);
    symlinkSync(outside, workspace.output);
    const run = await workspace.run();
    expect(diagnosticsOf(run.output)).toBe(
      [
        'error output-folder: the output folder "generated" leads out of the workspace through a link',
        '  hint: give the target a folder in the workspace',
      ].join('\n'),
    );
    expect(snapshot(outside)).toEqual({});
  });

  it('by the workspace itself', async () => {
    workspace = small({}, { outputDir: '.' });
    expect(await refusedAsBefore()).toEqual([
      'error output-folder: outputDir "." holds the project itself',
      '  hint: give the target a folder of its own, for example "{projectRoot}/generated"',
    ]);
  });

  it('by a link in the place of a file, which is replaced without changing its target', async () => {
    workspace = small({ 'mine.txt': 'mine' });
    await workspace.succeed();
    rmSync(join(workspace.output, 'a.txt'));
    symlinkSync(join(workspace.root, 'mine.txt'), join(workspace.output, 'a.txt'));
    await workspace.succeed();
    expect(workspace.outputs()?.['a.txt']).toBe('Hello A\n');
    expect(workspace.read('mine.txt')).toBe('mine');
  });
});

describe('a transformer', () => {
  const compile = { emit: [{ template: 'one', to: '{{@name}}.ts' }] as [{ template: string; to: string }] };

  it.each([
    ['oxc', 'oxc-transform', '0.158.0'],
    ['typescript', 'typescript', '5.9.3'],
  ] as const)('%s that is not installed is an error', async (transformer, name, version) => {
    workspace = small({ 'templates/one.hbs': 'export {};', 'specs/b.json': '{}' }, compile);
    workspace.remove(`node_modules/${name}`);
    const says = [
      `error missing-transformer: the transformer "${transformer}" needs the package ${name}, which is not installed`,
      `  hint: npm install --save-dev --save-exact ${name}@${version}`,
    ];
    expect(await refusedAsBefore({ compile: [{ compiler: 'typescript', transformer }] })).toEqual(says);
    // Reported once, although every file needs it.
    const run = await workspace.run({ compile: [{ compiler: 'typescript', transformer }], onError: 'continue' });
    expect(diagnosticsOf(run.output).split('\n')).toEqual(says);
    expect(workspace.manifest().files).toEqual({});
  });

  it('from a TypeScript version without the API is an error', async () => {
    workspace = small({ 'templates/one.hbs': 'export {};' }, compile);
    workspace.remove('node_modules/typescript');
    workspace.write({
      'node_modules/typescript/package.json': '{ "version": "7.0.1", "main": "index.js" }',
      'node_modules/typescript/index.js': "exports.version = '7.0.1';",
    });
    expect(await refusedAsBefore({ compile: [{ compiler: 'typescript', transformer: 'typescript' }] })).toEqual([
      'error missing-transformer: the transformer "typescript" needs TypeScript 5.5 or later and below 7, not 7.0.1',
      '  hint: install typescript@5.9.3, or choose "transformer": "oxc"',
    ]);
  });

  it('that fails for one pattern leaves none of its files', async () => {
    const text = 'export const a = [1].map(String);\n';
    workspace = small(
      { 'specs/b.json': '{}', 'templates/one.hbs': '{{#if title}}' + text + '{{else}}export {};\n{{/if}}' },
      compile,
    );
    const one = { compiler: 'typescript' as const, include: ['b.ts'] };
    const run = await workspace.run({ onError: 'continue', compile: [one, { ...one, include: ['a.ts'] }] });
    expect(run.success).toBe(false);
    expect(Object.keys(workspace.outputs() ?? {})).toEqual([MANIFEST, 'b.d.ts', 'b.js', 'b.js.map', 'b.ts']);
  });
});

describe('an undeclared read', () => {
  const withInputs = (inputs: unknown[], root = '.'): Partial<TargetContext> =>
    ({
      targetName: 'generate',
      projectsConfigurations: { version: 2, projects: { demo: { root } } },
      projectGraph: {
        nodes: {
          demo: {
            name: 'demo',
            type: 'app',
            data: { root, targets: { generate: { inputs } }, namedInputs: { own: ['{projectRoot}/specs/*'] } },
          },
          base: { name: 'base', type: 'lib', data: { root: 'base', targets: {} } },
        },
        dependencies: { demo: [{ source: 'demo', target: 'base', type: 'static' }], base: [] },
      },
      nxJsonConfiguration: { namedInputs: { templates: ['{workspaceRoot}/templates/**/*.hbs'] } },
    }) as unknown as Partial<TargetContext>;

  it('is an error with the line to add', async () => {
    workspace = small({ 'base/h.js': "exports.x = require('./deep').x;", 'base/deep.js': 'exports.x = String;' });
    const context = withInputs(['own', 'templates', '{workspaceRoot}/base/h.js']);
    const run = await workspace.run({ helpers: 'base/h.js' }, { context });
    expect(diagnosticsOf(run.output).split('\n')).toEqual([
      "base/deep.js error undeclared-read: this run reads the file, which is not an input of the target: Nx's cache would miss changes of it",
      '  hint: add to the target\'s inputs: "{workspaceRoot}/base/deep.js"',
    ]);
    expect(workspace.outputs()).toBeUndefined();
  });

  it.each([
    [['default']],
    [['own', 'templates', '^default']],
    [['own', 'templates', { input: 'default', dependencies: true }]],
    [['own', { fileset: '{workspaceRoot}/templates' }, { dependentTasksOutputFiles: 'base/**/*' }]],
    [['{projectRoot}/**/*', '!{projectRoot}/generated/**/*']],
  ])('is not reported with the inputs %j', async (inputs) => {
    workspace = small({ 'base/h.js': 'exports.x = String;' });
    const run = await workspace.run({ helpers: 'base/h.js' }, { context: withInputs(inputs) });
    expect(diagnosticsOf(run.output)).toBe('');
    expect(run.success).toBe(true);
  });

  it.each([
    [['own', 'templates'], 'base/h.js'],
    [['{projectRoot}/**/*', '!{projectRoot}/templates/**'], 'templates/one.hbs'],
    [['templates', '^default'], 'specs/a.json'],
  ])('is reported with the inputs %j', async (inputs, file) => {
    workspace = small({ 'base/h.js': 'exports.x = String;' });
    const run = await workspace.run({ helpers: 'base/h.js' }, { context: withInputs(inputs) });
    expect(run.output).toContain(`${file} error undeclared-read: this run reads the file`);
  });
});

describe('an ES module', () => {
  it('works, and cannot be loaded again in the same process after a change', async () => {
    workspace = small(
      {
        'templates/one.hbs': '{{loud title}}',
        'code/h.mjs': "import { up } from './up.mjs';\nexport default { loud: up };\n",
        'code/up.mjs': 'export const up = (text) => text + text;\n',
      },
      { helpers: 'code/h.mjs' },
    );
    await workspace.succeed();
    expect(workspace.outputs()?.['a.txt']).toBe('AA');
    writeFileSync(join(workspace.root, 'code/up.mjs'), 'export const up = (text) => text + "!";\n');
    expect(await refusedAsBefore()).toEqual([
      'code/h.mjs error module: the module of the option "helpers" has changed since this process loaded it',
      '  hint: run the command again: Node loads an ES module once in a process (a CommonJS module can be loaded again)',
    ]);
    await workspace.succeed({}, { newProcess: true });
    expect(workspace.outputs()?.['a.txt']).toBe('A!');
  });

  it('in TypeScript runs if Node supports it, and otherwise fails with advice', async () => {
    workspace = small(
      { 'code/p.ts': 'export default (spec: object): object => ({ ...spec, title: "typed" });\n' },
      { prepare: 'code/p.ts' },
    );
    const run = await workspace.run();
    if ((process.features as { typescript?: string | false }).typescript) {
      expect(workspace.outputs()?.['a.txt']).toBe('Hello typed\n');
      return;
    }
    expect(diagnosticsOf(run.output).split('\n')).toEqual([
      `code/p.ts error module: Node ${process.versions.node} cannot run the .ts module of the option "prepare"`,
      '  hint: use Node 22.18 or later, or a loader (NODE_OPTIONS="--import tsx"), or write the module in JavaScript, with types in JSDoc',
    ]);
  });
});
