import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { ObservedPaths } from '../graph/observed-paths';
import type { Settings } from '../settings';
import { discover, discoverTemplates, partialNames } from './discover';

let workspace: TemporaryWorkspace;
beforeEach(() => (workspace = temporaryWorkspace()));
afterEach(() => workspace.remove());

const settingsOf = (fields: Partial<Settings>): Settings =>
  ({
    workspaceRoot: workspace.root,
    outputDir: 'out',
    patterns: [],
    templates: [],
    partials: [],
    partialNames: 'path',
    emits: [],
    ...fields,
  }) as unknown as Settings;

const write = (...paths: string[]): void => paths.forEach((path) => workspace.write(path));
const specs = (...patterns: string[]): readonly string[] => discover(settingsOf({ patterns })).specs;
const copies = (copy: string[], to = '.'): unknown[] =>
  discover(settingsOf({ emits: [{}, { copy, to }] as unknown as Settings['emits'] })).copies.map(
    ({ emit, source, path }) => [emit, source, path],
  );

const GENERAL = '**/[a-z].json';

describe.each([
  ['a simple glob', '**/*.json'],
  ['a general glob', GENERAL],
])('the files of %s', (_kind, glob) => {
  test('are sorted, without those of the output, of packages, of git, or with a leading dot', () => {
    write('b.json', 'd/a.json', 'A.json', 'a.json', 'c.txt', 'd/out/a.json');
    write('out/a.json', 'node_modules/p/a.json', 'd/node_modules/p/a.json', '.git/a.json', '.d/a.json');
    const upper = glob === GENERAL ? [] : ['A.json'];
    expect(specs(glob)).toEqual([...upper, 'a.json', 'b.json', 'd/a.json', 'd/out/a.json']);
  });

  test('are listed once if several globs select them', () => {
    write('a.json', 'd/b.json');
    expect(specs('d/*.json', glob, glob)).toEqual(['a.json', 'd/b.json']);
  });

  test('may be in a package, but not in one nested in it', () => {
    write('node_modules/p/a.json', 'node_modules/p/d/a.json', 'node_modules/p/node_modules/q/a.json');
    expect(specs(`node_modules/p/${glob}`)).toEqual(['node_modules/p/a.json', 'node_modules/p/d/a.json']);
  });

  test('are without those of a leading "!"', () => {
    write('a.json', 'b.json', 'node_modules/p/a.json', 'node_modules/p/b.json');
    expect(specs(glob, 'node_modules/p/*.json', '!**/b.json')).toEqual(['a.json', 'node_modules/p/a.json']);
  });
});

test('links are not followed', () => {
  workspace.write('d/a.json');
  symlinkSync(join(workspace.root, 'd'), join(workspace.root, 'e'));
  expect([specs('**/*.json'), specs(GENERAL)]).toEqual([['d/a.json'], ['d/a.json']]);
});

test('the files of a folder are not folders', () => {
  workspace.write('a.json/b.json');
  expect([specs('**/*.json'), specs(GENERAL)]).toEqual([['a.json/b.json'], ['a.json/b.json']]);
});

test('no glob is not observed', () => {
  const observed = { stat: jest.fn(), markIncomplete: jest.fn() };
  discover(settingsOf({}), observed as unknown as ObservedPaths);
  expect(observed.markIncomplete).not.toHaveBeenCalled();
});

test('a package beside other globs', () => {
  write('d/a.json', 'node_modules/p/a.json', 'node_modules/q/a.json', 'd/node_modules/p/a.json');
  expect(specs(GENERAL, 'node_modules/p/[a].json')).toEqual(['d/a.json', 'node_modules/p/a.json']);
});

test('no globs find nothing', () => {
  write('a.json');
  expect([specs(), specs('!a.json')]).toEqual([[], []]);
});

test('every listed folder is observed, unless a general matcher lists them', () => {
  write('d/e/a.json');
  const observed = { stat: jest.fn(), markIncomplete: jest.fn() };
  discover(settingsOf({ patterns: ['d/**/*.json'] }), observed as unknown as ObservedPaths);
  expect(observed.stat.mock.calls).toEqual([[`${workspace.root}/d`], [`${workspace.root}/d/e`]]);
  expect(observed.markIncomplete).not.toHaveBeenCalled();
  discover(settingsOf({ partials: [GENERAL] }), observed as unknown as ObservedPaths);
  expect(observed.markIncomplete).toHaveBeenCalledTimes(1);
});

describe('templates', () => {
  const templates = (globs: string[]): unknown => {
    const found = discoverTemplates(settingsOf({ templates: globs }));
    return [[...found.templates], found.ambiguous];
  };

  test('are named by the path below the fixed part of their glob, without their ending', () => {
    write('t/b.ts.hbs', 't/d/a.hbs', 't/c.txt.mts', 't/types.d.ts');
    expect(templates(['t/**/*'])).toEqual([
      [
        ['b.ts', 't/b.ts.hbs'],
        ['c.txt', 't/c.txt.mts'],
        ['d/a', 't/d/a.hbs'],
      ],
      [],
    ]);
    expect(templates(['*/b.*', '!**/c.*'])).toEqual([[['t/b.ts', 't/b.ts.hbs']], []]);
  });

  test('of equal names are ambiguous', () => {
    write('t/a.hbs', 'u/a.hbs');
    expect(templates(['u/*', 't/*', 'u/*'])).toEqual([
      [['a', 'u/a.hbs']],
      [{ name: 'a', paths: ['u/a.hbs', 't/a.hbs'] }],
    ]);
  });

  test('of several globs are sorted by name, and ambiguous ones are told in order', () => {
    write('t/a.hbs', 't/b.hbs', 't/c.hbs', 'u/b.hbs', 'u/c.hbs');
    expect(templates(['u/*', 't/*'])).toEqual([
      [
        ['a', 't/a.hbs'],
        ['b', 'u/b.hbs'],
        ['c', 'u/c.hbs'],
      ],
      [
        { name: 'b', paths: ['u/b.hbs', 't/b.hbs'] },
        { name: 'c', paths: ['u/c.hbs', 't/c.hbs'] },
      ],
    ]);
  });

  test('may be left out', () => {
    write('t/a.hbs', 't/b.hbs');
    expect(templates(['t/*', '!t/a.*'])).toEqual([[['b', 't/b.hbs']], []]);
  });
});

test('partials have short names, and ambiguous ones are told', () => {
  write('p/d/a.ts.hbs', 'q/d/a.ts.hbs');
  const found = discoverTemplates(settingsOf({ partials: ['p/**/*', 'q/**/*'], partialNames: 'basename' }));
  expect([...found.partials.keys()]).toEqual(['a', 'a.ts', 'd/a', 'd/a.ts']);
  expect(found.ambiguous).toEqual([{ name: 'd/a.ts', paths: ['p/d/a.ts.hbs', 'q/d/a.ts.hbs'] }]);
});

describe('partialNames', () => {
  const names = (kind: Settings['partialNames'], ...whole: string[]): unknown =>
    Object.fromEntries(partialNames(new Map(whole.map((name) => [name, `${name}!`])), kind));

  test('a partial is also known without any extension', () => {
    expect(names('path', 'd.x/b', 'd/a.b.ts', '.hidden')).toEqual({
      '.hidden': '.hidden!',
      'd.x/b': 'd.x/b!',
      'd/a': 'd/a.b.ts!',
      'd/a.b.ts': 'd/a.b.ts!',
    });
  });

  test('a full name takes precedence, and a short one of two partials is dropped', () => {
    expect(names('path', 'a.ts', 'a', 'b.ts', 'b.js')).toEqual({
      a: 'a!',
      'a.ts': 'a.ts!',
      'b.js': 'b.js!',
      'b.ts': 'b.ts!',
    });
  });

  test('with "basename", a partial is also known by the last part of its name', () => {
    expect(names('basename', 'x/a.ts', 'x/b.ts', 'y/b.ts')).toEqual({
      a: 'x/a.ts!',
      'a.ts': 'x/a.ts!',
      'x/a': 'x/a.ts!',
      'x/a.ts': 'x/a.ts!',
      'x/b': 'x/b.ts!',
      'x/b.ts': 'x/b.ts!',
      'y/b': 'y/b.ts!',
      'y/b.ts': 'y/b.ts!',
    });
  });

  test('names are sorted', () => {
    const found = partialNames(
      new Map([
        ['b.ts', '1'],
        ['a.ts', '2'],
      ]),
      'path',
    );
    expect([...found.keys()]).toEqual(['a', 'a.ts', 'b', 'b.ts']);
  });
});

describe('copies', () => {
  test('keep their path below the fixed part, sorted by source', () => {
    write('s/b.txt', 's/d/a.txt', 'r.txt');
    expect(copies(['s/**/*.txt', '*.txt'], 'x')).toEqual([
      [1, 'r.txt', 'x/r.txt'],
      [1, 's/b.txt', 'x/b.txt'],
      [1, 's/d/a.txt', 'x/d/a.txt'],
    ]);
  });

  test('have the path of the first glob that selects them', () => {
    write('s/d/a.txt', 's/d/b.txt');
    expect(copies(['s/d/*.txt', '!**/b.txt', 's/**/*.txt'])).toEqual([[1, 's/d/a.txt', 'a.txt']]);
  });

  test.each([
    ['x/./y', 'x/y/a.txt'],
    ['x/../y', 'x/../y/a.txt'],
    ['../y', '../y/a.txt'],
    ['/x//y', '/x//y/a.txt'],
    ['x..y//', 'x..y/a.txt'],
  ])('to %s go to %s', (to, path) => {
    write('a.txt');
    expect(copies(['*.txt'], to)).toEqual([[1, 'a.txt', path]]);
  });
});
