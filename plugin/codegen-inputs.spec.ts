import type { TargetConfiguration } from '@nx/devkit';
import { fakeFacts, type FakeWorkspace } from '../testing/fake-facts';
import { renderDiagnostics } from '../diagnostics/render';
import type { WorkspaceFacts } from './facts';
import { inferWorkflows } from './infer';

type Input = NonNullable<TargetConfiguration['inputs']>[number];

const LIB = 'libs/tokens';

function fail(message: string): never {
  throw new Error(message);
}

/** The inputs, including packages, of a codegen target in libs/tokens with the output folder `generated`. */
function infer(options: object, facts: WorkspaceFacts, more: object = {}): readonly Input[] {
  const task = {
    executor: 'nx-workflow:codegen',
    options: { outputDir: '{projectRoot}/generated', ...options },
    ...more,
  };
  const text = JSON.stringify({ name: 'tokens', tasks: { generate: task } });
  const [result] = inferWorkflows([{ file: `${LIB}/nx-workflow.json`, text }], facts);
  expect(renderDiagnostics(result?.diagnostics ?? [])).toBe('');
  return result?.projects[LIB]?.targets?.['generate']?.inputs ?? [];
}

/** The inputs without packages. */
function inputs(options: object, workspace: FakeWorkspace = {}, more: object = {}): unknown[] {
  return infer(options, fakeFacts(workspace), more).filter(
    (input) => typeof input === 'string' || !('externalDependencies' in input),
  );
}

const at = (path: string): string => `{workspaceRoot}/${LIB}/${path}`;
const onDisk = (fileset: string) => ({ fileset, includeIgnored: true });

test('a file that one option excludes is an input if another option reads it', () => {
  expect(
    inputs({
      patterns: ['{projectRoot}/data/*.json', '!{projectRoot}/data/schema.json'],
      schema: '{projectRoot}/data/schema.json',
    }),
  ).toEqual([at('data/*.json'), at('data/schema.json')]);
  expect(
    inputs({ templates: ['{projectRoot}/t/*.hbs', '!{projectRoot}/t/_*.hbs'], partials: ['{projectRoot}/t/_*.hbs'] }),
  ).toEqual([at('t/*.hbs'), at('t/_*.hbs')]);
});

test('a package.json that affects the resolution of imports is hashed', () => {
  const closure = { files: [`${LIB}/code/h.cjs`, 'libs/x/a.js'], manifests: ['libs/x/package.json'], packages: [] };
  expect(inputs({ helpers: '{projectRoot}/code/h.cjs' }, { closure })).toEqual([
    at('code/h.cjs'),
    '{workspaceRoot}/libs/x/a.js',
    '{workspaceRoot}/libs/x/package.json',
  ]);
});

test('a load module is hashed with everything that it imports', () => {
  const closure = { files: [`${LIB}/load.mjs`, 'libs/x/parse.mjs'], manifests: [], packages: [] };
  expect(inputs({ patterns: '{projectRoot}/texts/*.ini', load: '{projectRoot}/load.mjs' }, { closure })).toEqual([
    at('texts/*.ini'),
    at('load.mjs'),
    '{workspaceRoot}/libs/x/parse.mjs',
  ]);
});

test('templates that may be modules are hashed with everything that they import', () => {
  const options = {
    templates: ['{projectRoot}/t/*.{hbs,js}', '!{projectRoot}/t/old.js'],
    partials: ['{projectRoot}/p/*'],
  };
  const closure = { files: [`${LIB}/t/a.js`, 'libs/x/util.js'], manifests: [], packages: [] };
  const templateModules = [`${LIB}/t/a.js`];
  const globs = [at('t/*.{hbs,js}'), `!${at('t/old.js')}`, at('p/*')];
  expect(inputs(options, { templateModules, closure })).toEqual([
    ...globs,
    at('t/a.js'),
    '{workspaceRoot}/libs/x/util.js',
  ]);
  // Without `closure`, the fake workspace has no imports.
  const others = [`${LIB}/t/old.js`, `${LIB}/generated/x.js`, `${LIB}/q/c.js`];
  expect(inputs({ ...options, partials: ['{projectRoot}/{p,generated}/*'] }, { templateModules: others })).toEqual([
    at('t/*.{hbs,js}'),
    `!${at('t/old.js')}`,
    at('{p,generated}/*'),
    `!${at('generated/**/*')}`,
  ]);
});

test('Handlebars templates are not looked up', () => {
  const facts = { ...fakeFacts(), templateModules: () => fail('asked') };
  const templates = ['{projectRoot}/t/**/*.hbs', '{projectRoot}/*.{hbs,handlebars}'];
  infer({ patterns: ['{projectRoot}/*.json'], templates }, facts);
});

test('a file that no other option reads is excluded', () => {
  expect(
    inputs({
      patterns: ['{projectRoot}/data/*.json', '!{projectRoot}/data/draft*'],
      schema: '{projectRoot}/schema.json',
    }),
  ).toEqual([at('data/*.json'), `!${at('data/draft*')}`, at('schema.json')]);
});

test('a declared input is not excluded', () => {
  const options = { patterns: ['{projectRoot}/data/*.json', '!{projectRoot}/data/draft*'] };
  expect(inputs(options, {}, { inputs: ['{projectRoot}/data/draft.json'] })).toEqual([
    at('data/*.json'),
    '{projectRoot}/data/draft.json',
  ]);
  expect(inputs(options, {}, { inputs: ['default'] })).toEqual([at('data/*.json'), 'default']);
  expect(inputs(options, {}, { inputs: [{ input: 'default' }] })).toEqual([at('data/*.json'), { input: 'default' }]);
  expect(inputs(options, {}, { inputs: [{ env: 'A' }] })).toContain(`!${at('data/draft*')}`);
});

test('own outputs are never inputs', () => {
  expect(inputs({ patterns: '{projectRoot}/**/*.json' })).toEqual([at('**/*.json'), `!${at('generated/**/*')}`]);
  expect(inputs({ patterns: '{projectRoot}/data/*.json' })).toEqual([at('data/*.json')]);
});

test('options and outputs of all configurations count', () => {
  const configurations = { all: { patterns: '{projectRoot}/more/**/*.json', outputDir: '{projectRoot}/more/out' } };
  expect(inputs({ patterns: '{projectRoot}/data/*.json' }, {}, { configurations })).toEqual([
    at('data/*.json'),
    at('more/**/*.json'),
    `!${at('more/out/**/*')}`,
  ]);
});

test('options of targetDefaults and of project.json count', () => {
  const projects = {
    [LIB]: { name: 'tokens', targets: { generate: { options: { schema: '{projectRoot}/own.json' } } } },
  };
  const targetDefaults = { 'nx-workflow:codegen': { options: { partials: 'shared/*.hbs' } } };
  expect(inputs({ patterns: '{projectRoot}/data/*.json' }, { projects, targetDefaults })).toEqual([
    at('data/*.json'),
    '{workspaceRoot}/shared/*.hbs',
    at('own.json'),
  ]);
});

test('copied files, and all kinds of modules', () => {
  const closure = { files: [`${LIB}/load.js`], packages: [] };
  const emit = [{ copy: ['{projectRoot}/assets/**/*', '!{projectRoot}/assets/raw/**'] }, { template: 'a' }, null];
  expect(inputs({ emit, load: '{projectRoot}/load.js', dataSchema: '{projectRoot}/data.json' }, { closure })).toEqual([
    at('assets/**/*'),
    `!${at('assets/raw/**')}`,
    at('data.json'),
    at('load.js'),
  ]);
});

test('a file of a package is hashed by the version of the package', () => {
  const options = {
    templates: ['package:@acme/t/*.hbs', '!package:other/x.hbs'],
    emit: [{ copy: ['package:assets/*'], to: '.' }],
  };
  expect(infer(options, fakeFacts({ installed: ['@acme/t', 'other', 'assets'] }))).toEqual([
    { externalDependencies: ['@acme/t', 'other', 'assets'] },
    { externalDependencies: ['nx-workflow'] },
  ]);
});

test('a file of a workspace package is hashed as a file', () => {
  const options = {
    templates: ['package:@acme/kit/t/*.hbs', '!package:@acme/kit/t/old.hbs'],
    schema: 'package:@acme/kit/schema.json',
    helpers: 'package:@acme/kit/helpers.js',
  };
  const closure = { files: ['libs/kit/helpers.js'], packages: [] };
  expect(inputs(options, { linked: { '@acme/kit': 'libs/kit' }, closure })).toEqual([
    '{workspaceRoot}/libs/kit/t/*.hbs',
    '!{workspaceRoot}/libs/kit/t/old.hbs',
    '{workspaceRoot}/libs/kit/schema.json',
    '{workspaceRoot}/libs/kit/helpers.js',
  ]);
});

test('a module of an installed package is hashed with its imports', () => {
  const closure = { files: ['node_modules/kit/helpers.js'], packages: [{ name: 'other', from: 'node_modules/kit' }] };
  expect(infer({ helpers: 'package:kit/helpers.js' }, fakeFacts({ installed: ['kit', 'other'], closure }))).toEqual([
    { externalDependencies: ['kit', 'other'] },
    { externalDependencies: ['nx-workflow'] },
  ]);
});

describe('files that git ignores', () => {
  const ignored = {
    isIgnored: (path: string) => path.includes('/dist/'),
    mayMatch: (glob: string) => glob.includes('/dist/') || glob.includes('**'),
  };

  test('are hashed with includeIgnored: a file, a folder, a module', () => {
    const closure = { files: ['libs/shared/dist/index.js', 'libs/shared/index.js'], packages: [] };
    expect(
      inputs(
        { patterns: '{projectRoot}/dist/*.json', schema: '{projectRoot}/dist/s.json', helpers: 'h.js' },
        { ignored, closure },
      ),
    ).toEqual([
      '{workspaceRoot}/libs/shared/index.js',
      onDisk(at('dist/*.json')),
      onDisk(at('dist/s.json')),
      onDisk('{workspaceRoot}/libs/shared/dist/index.js'),
    ]);
  });

  test('a glob that may match ignored and other files is hashed both ways', () => {
    const patterns = ['{projectRoot}/**/*.json', '!{projectRoot}/draft/**'];
    const left = ['draft/**', 'generated/**/*'].map((path) => `!${at(path)}`);
    expect(inputs({ patterns, schema: 's.json' }, { ignored })).toEqual([
      at('**/*.json'),
      left[0],
      '{workspaceRoot}/s.json',
      left[1],
      onDisk(at('**/*.json')),
      ...left.map(onDisk),
    ]);
  });

  test('are not hashed before Nx 23, which has no such input', () => {
    const options = { patterns: ['{projectRoot}/dist/*.json', '!{projectRoot}/dist/x.json'] };
    expect(inputs(options, { ignored, hashesIgnored: false })).toEqual([at('dist/*.json'), `!${at('dist/x.json')}`]);
  });
});

test('a formatter is hashed with its configuration files, including those that may be added', () => {
  const workspace: FakeWorkspace = {
    installed: ['prettier', 'prettier-plugin-x'],
    formatConfiguration: {
      files: ['.prettierrc', 'package.json'],
      scripts: [`${LIB}/prettier.config.mjs`],
      packages: [
        { name: 'prettier', from: LIB },
        { name: 'prettier-plugin-x', from: '.' },
      ],
    },
    closure: { files: [`${LIB}/prettier.config.mjs`, 'shared.mjs'], packages: [] },
  };
  const names = ['.editorconfig', '.prettierrc*', 'prettier.config.*', 'package.yaml'];
  const expected = [
    ...[`${LIB}/prettier.config.mjs`, 'shared.mjs', '.prettierrc', 'package.json'],
    ...[`${LIB}/`, 'libs/', ''].flatMap((folder) => names.map((name) => `${folder}${name}`)),
  ].map((path) => `{workspaceRoot}/${path}`);
  expect(inputs({ format: 'prettier' }, workspace)).toEqual(expected);
  expect(inputs({ format: { formatter: 'prettier', include: ['*.ts'] } }, workspace)).toEqual(expected);
});

test('a formatting module is hashed as a module', () => {
  const closure = { files: [`${LIB}/format.js`], packages: [] };
  expect(inputs({ format: '{projectRoot}/format.js' }, { closure })).toEqual([at('format.js')]);
  expect(inputs({ format: { formatter: '{projectRoot}/format.js' } }, { closure })).toEqual([at('format.js')]);
});

describe('facts that are requested', () => {
  test('the imports of all kinds of modules, once each', () => {
    const asked: string[][] = [];
    const facts: WorkspaceFacts = {
      ...fakeFacts({ formatConfiguration: { scripts: ['prettier.config.mjs'], packages: [] } }),
      importClosure: (modules) => {
        asked.push([...modules]);
        return { files: [], manifests: [], packages: [] };
      },
    };
    const names = ['helpers', 'prepare', 'load'];
    const modules = Object.fromEntries(names.map((name) => [name, `{projectRoot}/${name}.js`]));
    infer({ ...modules, format: { formatter: 'tools/format.js' } }, facts);
    infer({ helpers: 'h.js', prepare: 'h.js', format: 'prettier' }, facts);
    infer({ patterns: '{projectRoot}/*.json', format: 'prettier' }, fakeFacts());
    expect(asked).toEqual([
      [...names.map((name) => `${LIB}/${name}.js`), 'tools/format.js'],
      ['h.js', 'prettier.config.mjs'],
    ]);
  });

  test('no imports, if there is no module', () => {
    const facts = { ...fakeFacts(), importClosure: () => fail('asked') };
    expect(infer({ patterns: '{projectRoot}/*.json', compile: null, emit: 'x' }, facts)).toEqual([
      at('*.json'),
      { externalDependencies: ['nx-workflow'] },
    ]);
  });

  test('the files that compiler commands name', () => {
    const asked: unknown[] = [];
    const facts: WorkspaceFacts = {
      ...fakeFacts(),
      commandFiles: (command, outputDir) => {
        asked.push([command, outputDir]);
        return command.filter((one) => one.endsWith('.py'));
      },
    };
    const compile = [
      { command: ['python3', '{projectRoot}/build.py', '{source}'] },
      { command: ['python3', 'check.py'] },
      null,
    ];
    expect(infer({ compile }, facts)).toEqual([
      at('build.py'),
      '{workspaceRoot}/check.py',
      { externalDependencies: ['nx-workflow'] },
    ]);
    const folder = `${LIB}/generated`;
    expect(asked).toEqual([
      [['python3', `${LIB}/build.py`, '{source}'], folder],
      [['python3', 'check.py'], folder],
      [[], folder],
    ]);
  });

  test('the packages that generate and compile, each from where it is loaded', () => {
    const asked: string[] = [];
    const facts: WorkspaceFacts = {
      ...fakeFacts({
        closure: { files: ['h.js'], packages: [{ name: 'imported', from: 'libs/x' }] },
        formatConfiguration: { packages: [{ name: 'plugin', from: 'libs/y' }] },
      }),
      packageInput: (name, from) => {
        asked.push(`${name} from ${from}`);
        return { name };
      },
    };
    const compile = [
      { compiler: 'typescript' },
      { compiler: 'typescript', transformer: 'typescript' },
      { command: [] },
    ];
    const options = { compile, helpers: 'h.js', templates: 'package:kit/*.hbs', format: 'prettier' };
    const packages = ['handlebars', 'oxc-transform', 'typescript', 'kit', 'imported', 'plugin'];
    expect(infer(options, facts).slice(-2)).toEqual([
      { externalDependencies: packages },
      { externalDependencies: ['nx-workflow'] },
    ]);
    const places = ['.', '.', '.', LIB, 'libs/x', 'libs/y'];
    expect(asked).toEqual(packages.map((name, index) => `${name} from ${places[index]}`));
  });

  test('the configuration of a formatter, unless the output folder is outside the workspace', () => {
    const asked: unknown[] = [];
    const facts: WorkspaceFacts = {
      ...fakeFacts(),
      formatConfiguration: (...args) => {
        asked.push(args);
        return { files: [], scripts: [], packages: [] };
      },
    };
    infer({ format: 'biome' }, facts);
    infer({ format: 'tools/format.js' }, facts);
    expect(() => infer({ format: 'biome', outputDir: '../elsewhere' }, facts)).toThrow('lies outside the workspace');
    infer({ format: 'biome', outputDir: undefined }, facts);
    expect(asked).toEqual([['biome', `${LIB}/generated`]]);
  });
});

test('a lock file in place of a package is hashed once, and the package is not named', () => {
  const workspace = { installed: ['handlebars', 'prettier'], lockedFrom: { '.': 'yarn.lock' } };
  expect(infer({ format: 'prettier', patterns: '{projectRoot}/*.json' }, fakeFacts(workspace)).slice(-2)).toEqual([
    '{workspaceRoot}/yarn.lock',
    { externalDependencies: ['nx-workflow'] },
  ]);
});

test('exclusions are written, unless a declared input may need the files', () => {
  const options = { patterns: ['{projectRoot}/data/*.json', '!{projectRoot}/data/draft*'] };
  const leaves = (input: unknown): boolean =>
    inputs(options, {}, { inputs: [input] }).includes(`!${at('data/draft*')}`);
  expect(leaves({ fileset: '{projectRoot}/data/draft.json' })).toBe(false);
  expect(leaves({ fileset: '{workspaceRoot}/data/draft.json' })).toBe(true);
  expect(leaves('{workspaceRoot}/libs/tokens/data/draft.json')).toBe(false);
  expect(leaves('!{projectRoot}/data/draft.json')).toBe(true);
  expect(leaves('{projectRoot}/other/*.json')).toBe(true);
});

test('values that are not strings are left for the executor to report', () => {
  expect(inputs({ patterns: [1, '{projectRoot}/*.json', null], schema: 5, helpers: {} })).toEqual([at('*.json')]);
});

test('outputs are excluded if a glob reaches into them, and no file in them is an input', () => {
  const globs = ['{projectRoot}/data/*.json', '{projectRoot}/**/*.txt'];
  const left = `!${at('generated/**/*')}`;
  expect(inputs({ patterns: globs })).toEqual([at('data/*.json'), at('**/*.txt'), left]);
  expect(inputs({ patterns: globs, schema: '{projectRoot}/generated/s.json' })).not.toContain(left);
  expect(inputs({ patterns: '{projectRoot}/one.json' })).toEqual([at('one.json')]);
});

test('a glob may match ignored files among others; a single file is either ignored or not', () => {
  const ignored = {
    isIgnored: (path: string) => path === `${LIB}/out/x` || path === `${LIB}/made.json`,
    mayMatch: (glob: string) => (glob.includes('*') ? /some|out/.test(glob) : fail(glob)),
  };
  const options = {
    patterns: ['{projectRoot}/out/*.json', '{projectRoot}/some/*.json'],
    schema: '{projectRoot}/made.json',
    dataSchema: '{projectRoot}/kept.json',
  };
  expect(inputs(options, { ignored })).toEqual([
    at('some/*.json'),
    at('kept.json'),
    onDisk(at('out/*.json')),
    onDisk(at('some/*.json')),
    onDisk(at('made.json')),
  ]);
});
