import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256OfParts } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { CompilerSettings, Settings } from '../settings';
import { BUILT_IN_HELPERS } from '../templates/helper-names';
import type { CommandInputs } from './command-inputs';
import type { FormatInputs } from './format-leaves';
import {
  closureOf,
  type CodeModules,
  codeModulesOf,
  inputNamesKey,
  type Modules,
  toolsOf,
  type Tools,
} from './input-names';
import { ObservedPaths } from './observed-paths';

let workspace: TemporaryWorkspace;
beforeEach(() => (workspace = temporaryWorkspace()));
afterEach(() => workspace.remove());

const NO_MODULES: Modules = {
  ...{ files: [], packages: [], computed: [], hashes: new Map(), resolution: '', manifests: [], lookups: new Map() },
};

function settingsWith(changes: Partial<Settings> = {}): Settings {
  const builtinHelpers = Object.keys(BUILT_IN_HELPERS);
  return { workspaceRoot: workspace.root, builtinHelpers, compilers: [], ...changes } as unknown as Settings;
}

describe('closureOf', () => {
  test('follows the imports of modules, and leaves out missing modules', () => {
    workspace.write('a.js', 'import "./b.js"');
    workspace.write('b.js', '');
    expect(closureOf(workspace.root, ['gone.js', 'a.js']).files).toEqual(['a.js', 'b.js']);
  });

  test.each([[[]], [['gone.js']]])('of the modules %j is empty', (modules) => {
    expect(closureOf(workspace.root, modules)).toEqual(NO_MODULES);
  });

  test('throws the error of a module that cannot be read', () => {
    execFileSync('mkfifo', [join(workspace.root, 'pipe.js')]);
    expect(() => closureOf(workspace.root, ['pipe.js'])).toThrow('it is a named pipe, not a file');
  });
});

describe('codeModulesOf', () => {
  beforeEach(() => {
    workspace.write('helpers.js', 'import "./common.js"; import "p"');
    workspace.write('prettier.config.js', '');
    workspace.write('common.js', '');
    workspace.write('one.js', 'import "./common.js"; import "q"; import "q/more"; import "p"');
    workspace.write('sub/two.js', '');
  });

  test('separates the modules that options name from function templates', () => {
    const settings = settingsWith({ helpers: 'helpers.js' });
    const found = codeModulesOf(settings, ['prettier.config.js'], ['one.js', 'sub/two.js']);
    expect(found.options.files).toEqual(['common.js', 'helpers.js', 'prettier.config.js']);
    expect(found.all.files).toEqual(['common.js', 'helpers.js', 'one.js', 'prettier.config.js', 'sub/two.js']);
    expect(found.options.packages.map(({ name }) => name)).toEqual(['p']);
    expect(found.all.packages.map(({ name }) => name)).toEqual(['p', 'q']);
    expect(found.templateCodes).toEqual({
      'one.js': { files: ['common.js', 'one.js'], tools: ['p', 'q', 'resolution of imports of one.js'] },
      'sub/two.js': { files: ['sub/two.js'], tools: ['resolution of imports of sub/two.js'] },
    });
    expect([...found.templateResolutions]).toEqual([
      ['one.js', closureOf(workspace.root, ['one.js']).resolution],
      ['sub/two.js', closureOf(workspace.root, ['sub/two.js']).resolution],
    ]);
  });

  test('names each package of a template once', () => {
    workspace.write('sub/two.js', 'import "q"; import "../one.js"');
    const { templateCodes } = codeModulesOf(settingsWith(), [], ['sub/two.js']);
    expect(templateCodes['sub/two.js']!.tools).toEqual(['p', 'q', 'resolution of imports of sub/two.js']);
  });

  test('without function templates follows the imports of the options only', () => {
    const { all, options, ...templates } = codeModulesOf(settingsWith({ helpers: 'helpers.js' }), [], []);
    expect(all.files).toEqual(['common.js', 'helpers.js']);
    expect(options).toEqual(all);
    expect(templates).toEqual({ templateCodes: {}, templateResolutions: new Map() });
  });
});

describe('toolsOf', () => {
  const versionOf = (folder: string): string =>
    (JSON.parse(readFileSync(join(__dirname, '../..', folder, 'package.json'), 'utf8')) as { version: string }).version;
  const OURS = {
    handlebars: versionOf('node_modules/handlebars'),
    'nx-workflow': versionOf('.'),
    scule: versionOf('node_modules/scule'),
    'smol-toml': versionOf('node_modules/smol-toml'),
    yaml: versionOf('node_modules/yaml'),
  };
  const LONG = '0123456789abcdef0123456789abcdef';
  const SHORT = '0123456789abcdef';

  interface Facts {
    readonly settings?: Partial<Settings>;
    readonly versions?: Record<string, string>;
    readonly code?: Partial<CodeModules>;
    readonly commands?: readonly { resolution: string }[];
    readonly format?: Partial<FormatInputs>;
    readonly observed?: ObservedPaths;
  }
  function toolsWith({ settings, versions = {}, code, commands = [], format, observed }: Facts): Tools {
    return toolsOf(
      settingsWith(settings),
      { key: '', versions, files: [], lookups: [], links: [] },
      { all: NO_MODULES, options: NO_MODULES, templateCodes: {}, templateResolutions: new Map(), ...code },
      { files: [], packages: [], lookups: [], imported: commands } as unknown as CommandInputs,
      { resolution: '', packageParts: new Map(), versions: new Map(), ...format } as unknown as FormatInputs,
      observed,
    );
  }
  /** Tools other than our own, of texts and altogether. */
  function others(facts: Facts): { rendering: Record<string, string>; more: Record<string, string> } {
    const { rendering, tools } = toolsWith(facts);
    const without = (all: Tools['tools'], known: object) =>
      Object.fromEntries(Object.entries(all).filter(([name]) => !Object.hasOwn(known, name)));
    return { rendering: without(rendering, OURS), more: without(tools, { ...OURS, ...rendering }) };
  }

  test('are at least this package and the libraries that affect outputs, sorted by name', () => {
    const { tools, rendering } = toolsWith({});
    expect(tools).toEqual(OURS);
    expect(Object.keys(tools)).toEqual(['handlebars', 'nx-workflow', 'scule', 'smol-toml', 'yaml']);
    expect(Object.entries(rendering)).toEqual(Object.entries(tools));
  });

  test('record where packages were looked for', () => {
    const observed = new ObservedPaths();
    expect(toolsWith({ observed }).tools).toEqual(OURS);
    const seen = new Map(observed.all);
    const root = join(__dirname, '../..');
    expect(seen.get(join(root, 'package.json'))).toHaveLength(4);
    expect(seen.get(join(root, 'node_modules/yaml/package.json'))).toHaveLength(4);
    expect(seen.get(join(root, 'engine/graph/node_modules/yaml/package.json'))).toBeNull();
  });

  test('have a short key of the import resolution of modules, if there are any', () => {
    const options = { ...NO_MODULES, files: ['helpers.js'], resolution: LONG };
    expect(others({ code: { options } }).rendering).toEqual({ 'resolution of imports': SHORT });
    expect(others({ code: { options: { ...options, files: [] } } }).rendering).toEqual({});
  });

  test('of function templates alone do not affect other texts', () => {
    const one = (name: string) => ({ name, from: '.', imports: [] });
    const code = {
      options: { ...NO_MODULES, packages: [one('p')] },
      templateCodes: { 'one.js': { files: ['one.js'], tools: ['p', 'q'] } },
      templateResolutions: new Map([['one.js', LONG]]),
    };
    expect(others({ versions: { p: '1', q: '2', r: '3' }, code })).toEqual({
      rendering: { p: '1', r: '3' },
      more: { q: '2', 'resolution of imports of one.js': SHORT },
    });
  });

  test('have both versions of a package that modules import and we depend on', () => {
    expect(toolsWith({ versions: { yaml: '1.0.0+ab' } }).rendering['yaml']).toBe(`${OURS.yaml}, 1.0.0+ab`);
  });

  test('have a key of the imports of commands', () => {
    const keyOf = (...all: string[]) =>
      others({ commands: all.map((resolution) => ({ resolution })) }).more['resolution of imports in commands'];
    expect(keyOf('one')).toBe(sha256OfParts(['one']).slice(0, 16));
    expect(keyOf('one', 'two')).toBe(sha256OfParts(['one', 'two']).slice(0, 16));
  });

  test('have the formatter, its imports and the parts of package.json files', () => {
    const format = {
      resolution: LONG,
      packageParts: new Map([['package.json', LONG]]),
      versions: new Map([['prettier', '3']]),
    };
    expect(others({ format }).more).toEqual({
      'resolution of imports in formatting': SHORT,
      '"prettier" in package.json': SHORT,
      prettier: '3',
    });
  });

  test('have another version that the formatter loads, each once', () => {
    const format = {
      versions: new Map([
        ['p', '1'],
        ['r', '5'],
        ['q', '6'],
      ]),
    };
    const code = { templateCodes: { 'one.js': { files: [], tools: ['q'] } } };
    const { tools } = toolsWith({ versions: { p: '1', q: '2', r: '3' }, code, format });
    expect([tools['p'], tools['q'], tools['r']]).toEqual(['1', '2, 6', '3, 5']);
  });

  test('have the versions of transformers in the workspace, but not of commands', () => {
    workspace.write('node_modules/typescript/package.json', { version: '5.0.0' });
    const more = (...compilers: object[]) =>
      others({ settings: { compilers: compilers as unknown as CompilerSettings[] } }).more;
    expect(more({ compiler: 'command', command: 'x' })).toEqual({});
    expect(more({ compiler: 'typescript', transformer: 'typescript' })).toEqual({ typescript: '5.0.0' });
    expect(more({ compiler: 'typescript', transformer: 'oxc' })).toEqual({ 'oxc-transform': 'missing' });
  });
});

test('inputNamesKey differs for every name, place and version', () => {
  const found = {
    specs: ['a.json'],
    templates: new Map([['t', 't.hbs']]),
    partials: new Map([['p', 'p.hbs']]),
    copies: [{ emit: 0, source: 'c.txt', path: 'c' }],
    ambiguous: [{ name: 'x', paths: ['x.hbs', 'x.js'] as const }],
  };
  const modules = { ...NO_MODULES, files: ['h.js'], packages: [{ name: 'p', from: '.', imports: [] }] };
  const tools = { tools: { yaml: '2' }, rendering: {} };
  const [copy, none] = [found.copies[0]!, new Map<string, string>()];
  const keys = [
    inputNamesKey(found, modules, tools),
    ...[
      { specs: [] },
      { specs: ['b.json'] },
      ...[{ templates: none }, { templates: new Map([['t', 'u.hbs']]) }, { templates: new Map([['u', 't.hbs']]) }],
      ...[{ partials: none }, { partials: new Map([['p', 'q.hbs']]) }, { partials: new Map([['q', 'p.hbs']]) }],
      ...[[], [{ ...copy, emit: 1 }], [{ ...copy, source: 'd.txt' }], [{ ...copy, path: 'd' }]].map((copies) => ({
        copies,
      })),
      ...[{ ambiguous: [] }, { ambiguous: [{ name: 'y', paths: ['x.hbs', 'x.js'] as const }] }],
      { ambiguous: [{ name: 'x', paths: ['x.hbs', 'y.js'] as const }] },
      // A file moves from one list to the next.
      ...[{ specs: [], templates: new Map([['a.json', 'a.json'], ...found.templates]) }],
      { templates: none, partials: new Map([...found.templates, ...found.partials]) },
    ].map((other) => inputNamesKey({ ...found, ...other }, modules, tools)),
    ...[{ files: [] }, { packages: [] }, { packages: [{ name: 'p', from: 'sub', imports: [] }] }].map((other) =>
      inputNamesKey(found, { ...modules, ...other }, tools),
    ),
    ...[{}, { yaml: '3' }, { toml: '2' }].map((other: object) =>
      inputNamesKey(found, modules, { ...tools, tools: { ...other } }),
    ),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(inputNamesKey({ ...found }, { ...modules }, { ...tools, rendering: { yaml: '3' } })).toBe(keys[0]);
});
