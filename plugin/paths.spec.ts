import {
  asGlob,
  countAlternatives,
  foldersAround,
  globBase,
  isGlob,
  isWithin,
  joinPath,
  leadsOut,
  MAX_ALTERNATIVES,
  normalizePath,
  resolveTokens,
} from './paths';

describe('resolveTokens', () => {
  const values = { root: 'libs/a', projectName: 'a', options: { out: 'dist', deep: { port: 4200, list: [] } } };

  it.each([
    ['{projectRoot}/x', 'libs/a/x'],
    ['!{projectRoot}/x', 'libs/a/x'],
    ['{workspaceRoot}/x/{projectName}', 'x/a'],
    ['{workspaceRoot}', '.'],
    ['{options.out}/x', 'dist/x'],
    ['{projectRoot}/{options.out}', 'libs/a/dist'],
    ['build/{options.deep.port}', 'build/4200'],
    ['./x/../y/', 'y'],
  ])('makes %s %s', (path, resolved) => {
    expect(resolveTokens(path, values)).toBe(resolved);
  });

  it.each([
    '{options.missing}',
    '{options.deep}',
    '{options.deep.list}',
    '{options.deep.port.more}',
    '{options.toString}',
  ])('knows no path for %s', (path) => {
    expect(resolveTokens(path, values)).toBeUndefined();
  });

  it('resolves tokens in the value of an option once, and does not resolve options in it', () => {
    expect(resolveTokens('{options.out}', { ...values, options: { out: '{projectRoot}/dist' } })).toBe('libs/a/dist');
    expect(resolveTokens('{options.out}', { ...values, options: { out: '{options.out}' } })).toBeUndefined();
  });

  it('inserts a name with replacement patterns literally', () => {
    expect(resolveTokens('{projectRoot}/{projectName}', { root: '$&', projectName: '$1' })).toBe('$&/$1');
  });
});

test.each([
  ['a/./b//c/', 'a/b/c'],
  ['a\\b', 'a/b'],
  ['a/../..', '..'],
  ['../../a', '../../a'],
  ['a/..', '.'],
  ['', '.'],
])('the path %p is %p', (path, normalized) => {
  expect(normalizePath(path)).toBe(normalized);
});

test('a path with a special character is a glob', () => {
  expect(['*', 'a?', '{a,b}', '[ab]', '(a)'].filter((path) => !isGlob(path))).toEqual([]);
  expect(['a.b', 'a-b/c_d', 'a,b', 'a]'].filter(isGlob)).toEqual([]);
});

test.each([
  ['a/b/*.ts', 'a/b'],
  ['a/{b,c}/d', 'a'],
  ['*.ts', '.'],
  ['a/b', 'a/b'],
])('the fixed folders of %p are %p', (glob, base) => {
  expect(globBase(glob)).toBe(base);
});

test('a folder contains itself and everything below it, and nothing beside it', () => {
  expect(isWithin('a', 'a')).toBe(true);
  expect(isWithin('a', 'a/b')).toBe(true);
  expect(isWithin('a', 'ab')).toBe(false);
  expect(isWithin('a/b', 'a')).toBe(false);
  expect(isWithin('.', 'a')).toBe(true);
  expect(isWithin('.', '..')).toBe(false);
  expect(isWithin('.', '../a')).toBe(false);
  expect(isWithin('.', '..a')).toBe(true);
  expect(isWithin('..', '..')).toBe(false);
});

test.each([
  ['a/b/c', ['a/b/c', 'a/b', 'a', '.']],
  ['a', ['a', '.']],
  ['.', ['.']],
  ['..', []],
  ['../a', []],
])('the folders around %p are %p', (path, folders) => {
  expect(foldersAround(path)).toEqual(folders);
});

test('a path leads out by "..", in any alternative', () => {
  const out = ['..', '../a', 'a/../../b', '{a,../b}', '{..,a}', '(..|a)', 'a|..'];
  expect(out.filter((path) => !leadsOut(path))).toEqual([]);
  expect(['a', '..a', 'a..', 'a/..b/c', '{a..c}', '.'].filter(leadsOut)).toEqual([]);
});

test.each([
  ['a/*.ts', 1],
  ['{a,b}', 2],
  ['{a,b}/{c,d,e}', 6],
  ['{1..10}', 10],
  ['{10..1}', 10],
  ['{a..c}', 100],
  ['{1..3}{a,b}', 6],
  ['a,b', 1],
  ['a}b', 1],
  ['{a,b}'.repeat(10), MAX_ALTERNATIVES + 1],
  ['{1..1000}', MAX_ALTERNATIVES],
  ['{1..5000}', MAX_ALTERNATIVES + 1],
])('%p stands for %p paths', (glob, count) => {
  expect(countAlternatives(glob)).toBe(count);
});

test('a path as a glob matches itself, whatever characters it has', () => {
  expect(asGlob('a/(b)/[c]/{d,e}/f*?!+@|\\')).toBe('a/?b?/?c?/?d?e?/f???????');
  expect(asGlob('a-b/c_d.e')).toBe('a-b/c_d.e');
});

test('a path in a folder', () => {
  expect(joinPath('.', 'a')).toBe('a');
  expect(joinPath('a', 'b')).toBe('a/b');
});
