import type { Settings } from '../settings';
import type { Item } from '../sources/item';
import { BUILT_IN_HELPERS } from '../templates/helper-names';
import {
  allCodeDependencies,
  codeDependencies,
  COMMAND_IMPORTS,
  commonDataDependencies,
  commonTextDependencies,
  copyDependencies,
  FORMAT_IMPORTS,
  formatDependencies,
  isOption,
  keyOf,
  LIBRARIES,
  MODULE_IMPORTS,
  optionTools,
  SOURCE_READ,
  sourceDependencies,
  templateDependencies,
  tool,
  usedDependencies,
  type Dependency,
  type Leaves,
} from './dependencies';

type TemplateLeaves = Parameters<typeof templateDependencies>[0];

const LEAVES = {
  hashes: { 'h.js': 'H', 'lib.js': 'L', 't.ts': 'T', 'dep.ts': 'D', 'a.json': 'A', 's.json': 'S', 'f.js': 'F' },
  tools: {
    'nx-workflow': '1',
    handlebars: '4',
    scule: '5',
    'smol-toml': '6',
    yaml: '2',
    lodash: '7',
    'option "helpers"': 'h.js',
    'option "schema"': 's.json',
    'option "format"': 'prettier',
    'option "builtinHelpers"': 'none',
  },
  codeFiles: ['h.js', 'lib.js'],
  templateCodes: { 't.ts': { files: ['t.ts', 'dep.ts'], tools: ['lodash'] } },
  rendering: ['nx-workflow', 'lodash'],
} as unknown as Leaves;

const file = (name: string, value: string): Dependency => ({ kind: 'file', name, value });
const used = (name: string, value: string): Dependency => ({ kind: 'tool', name, value });

const CODE = [
  file('h.js', 'H'),
  file('lib.js', 'L'),
  used('nx-workflow', '1'),
  used('lodash', '7'),
  used('option "helpers"', 'h.js'),
  used('option "prepare"', ''),
  used('option "load"', ''),
];
const FUNCTION = [file('t.ts', 'T'), file('dep.ts', 'D'), used('lodash', '7')];

describe('optionTools', () => {
  const all = Object.keys(BUILT_IN_HELPERS);
  const optionsOf = (parts: object): Record<string, string> =>
    optionTools({ builtinHelpers: all, ...parts } as unknown as Settings);

  test.each<[parts: object, tools: Record<string, string>]>([
    [{}, {}],
    [{ builtinHelpers: [] }, { 'option "builtinHelpers"': 'none' }],
    [{ builtinHelpers: ['eq', 'json'] }, { 'option "builtinHelpers"': 'eq, json' }],
    [{ format: { formatter: 'prettier' } }, { 'option "format"': 'prettier' }],
    [{ format: { formatter: 'f.js', include: ['*.ts', '*.md'] } }, { 'option "format"': 'f.js, *.ts, *.md' }],
    [
      { schema: 'a', dataSchema: 'b', helpers: 'c', prepare: 'd', load: 'e' },
      {
        'option "schema"': 'a',
        'option "dataSchema"': 'b',
        'option "helpers"': 'c',
        'option "prepare"': 'd',
        'option "load"': 'e',
      },
    ],
  ])('of %j are %j', (parts, tools) => {
    expect(optionsOf(parts)).toStrictEqual(tools);
  });

  test('have names that no package has', () => {
    expect(isOption('option "schema"')).toBe(true);
    expect([isOption('option'), isOption('options'), isOption('my option "schema"')]).toEqual([false, false, false]);
    expect([MODULE_IMPORTS, COMMAND_IMPORTS, FORMAT_IMPORTS, SOURCE_READ]).toEqual([
      'resolution of imports',
      'resolution of imports in commands',
      'resolution of imports in formatting',
      '/@source',
    ]);
  });
});

test('LIBRARIES names the libraries that affect the output', () => {
  expect(LIBRARIES).toEqual(['handlebars', 'scule', 'smol-toml', 'yaml']);
});

test('code depends on its files, the rendering tools and the module options', () => {
  expect(codeDependencies(LEAVES)).toEqual(CODE);
  expect(allCodeDependencies(LEAVES)).toEqual([...CODE, ...FUNCTION]);
});

test('loaded data depends on the source file and all code', () => {
  expect(sourceDependencies(LEAVES, 'a.json')).toEqual([file('a.json', 'A'), used('nx-workflow', '1'), ...CODE]);
});

test('data depends on schemas, and on code only with a prepare module', () => {
  const settings = { schema: 's.json', dataSchema: undefined, prepare: undefined } as unknown as Settings;
  const common = [
    used('nx-workflow', '1'),
    used('smol-toml', '6'),
    used('yaml', '2'),
    used('option "schema"', 's.json'),
    used('option "dataSchema"', ''),
    used('option "prepare"', ''),
    file('s.json', 'S'),
  ];
  expect(commonDataDependencies(settings, LEAVES)).toEqual(common);
  expect(commonDataDependencies({ ...settings, prepare: 'h.js' }, LEAVES)).toEqual([...common, ...CODE]);
});

describe('text', () => {
  test.each<[helpers: string | undefined, prepare: string | undefined, each: 'pattern' | 'library', code: boolean]>([
    [undefined, undefined, 'library', false],
    ['h.js', undefined, 'pattern', true],
    [undefined, 'h.js', 'pattern', false],
    [undefined, 'h.js', 'library', true],
  ])('with helpers %j and prepare %j, for each %s, depends on code: %j', (helpers, prepare, each, code) => {
    const found = commonTextDependencies({ helpers, prepare } as unknown as Settings, LEAVES, each);
    expect(found.slice(0, 5)).toEqual([
      used('nx-workflow', '1'),
      used('handlebars', '4'),
      used('scule', '5'),
      used('option "helpers"', 'h.js'),
      used('option "builtinHelpers"', 'none'),
    ]);
    expect(found.some(({ name }) => name === 'lib.js')).toBe(code);
  });
});

test('formatted text depends on the formatter', () => {
  const option = used('option "format"', 'prettier');
  const leaves = (hasCode: boolean) =>
    ({ ...LEAVES, format: { files: ['f.js'], tools: ['lodash'], hasCode } }) as unknown as Parameters<
      typeof formatDependencies
    >[1];
  expect(formatDependencies({ format: undefined }, leaves(true))).toEqual([option]);
  const format = { formatter: 'prettier' } as unknown as Settings['format'];
  const plain = [used('nx-workflow', '1'), option, file('f.js', 'F'), used('lodash', '7')];
  expect(formatDependencies({ format }, leaves(false))).toEqual(plain);
  expect(formatDependencies({ format }, leaves(true))).toEqual([...plain, used(FORMAT_IMPORTS, '')]);
});

describe('templates and partials', () => {
  const leaves = {
    ...LEAVES,
    emitTemplates: ['a.json', 't.ts', 'constructor'],
    partials: new Map([
      ['one', 's.json'],
      ['code', 't.ts'],
      ['unread', 'unread.hbs'],
    ]),
    items: new Map([['a.json#/x', { source: 'a.json' } as Item]]),
    sources: { entries: new Map([['b.ts', { data: 'B' }]]) },
  } as unknown as TemplateLeaves;

  test.each<[used: readonly string[], pattern: string | null, dependencies: readonly Dependency[]]>([
    [[], 'a.json', []],
    [['one'], null, [{ kind: 'partial', name: 'one', path: 's.json', value: 'S' }]],
    [['gone'], null, [{ kind: 'partial', name: 'gone', path: undefined, value: 'missing' }]],
    [['unread'], null, [{ kind: 'partial', name: 'unread', path: 'unread.hbs', value: 'missing' }]],
    [['code'], null, [{ kind: 'partial', name: 'code', path: 't.ts', value: 'T' }, ...FUNCTION]],
    [['/@source'], 'a.json#/x', [file('a.json', 'A')]],
    [['/@source'], 'a.json', [file('a.json', 'A')]],
    [['/@source'], 'b.ts', [{ kind: 'source', name: 'b.ts', value: 'B' }]],
    [['/@source'], null, [file('', '')]],
  ])('%j used for %j', (names, pattern, dependencies) => {
    expect(usedDependencies(leaves, names, pattern)).toStrictEqual(dependencies);
    expect(templateDependencies(leaves, 0, names, pattern)).toStrictEqual([file('a.json', 'A'), ...dependencies]);
  });

  test('a function template depends on its code, and a missing template has no value', () => {
    expect(templateDependencies(leaves, 1, [], null)).toEqual([file('t.ts', 'T'), ...FUNCTION]);
    expect(templateDependencies({ ...leaves, hashes: { constructor: 'C' } }, 2, [], null)).toEqual([
      file('constructor', 'C'),
    ]);
    expect(templateDependencies(leaves, 3, [], null)).toEqual([file('', '')]);
  });
});

test('a copy depends on its source', () => {
  expect(copyDependencies(LEAVES, 'a.json')).toEqual([file('a.json', 'A')]);
  expect(copyDependencies(LEAVES, null)).toEqual([file('', '')]);
});

test('a key differs with every part of a dependency and with what is added', () => {
  const one = tool(LEAVES, 'yaml');
  const keys = [
    keyOf([]),
    keyOf([one]),
    keyOf([one, one]),
    keyOf([one], 'more'),
    keyOf([{ ...one, value: '3' }]),
    keyOf([{ ...one, name: 'x' }]),
    keyOf([file('yaml', '2')]),
  ];
  expect(new Set(keys).size).toBe(7);
  expect(keyOf([one], 'more')).toBe(keyOf([used('yaml', '2')], 'more'));
});
