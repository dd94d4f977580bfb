import { exportsTarget, importsTarget } from './package-maps';

const NODE = new Set(['node', 'import']);

describe('the target of an exported subpath', () => {
  test.each<[unknown, string, string | undefined]>([
    ['./a.js', '.', './a.js'],
    ['./a.js', './a.js', undefined],
    [['./a.js', './b.js'], '.', './a.js'],
    [{ import: './a.mjs', default: './a.cjs' }, '.', './a.mjs'],
    [{ require: './a.cjs', default: './b.js' }, '.', './b.js'],
    [{ require: './a.cjs' }, '.', undefined],
    [{ '.': './a.js', './b': './b.js' }, './b', './b.js'],
    [{ './b': './b.js' }, '.', undefined],
    [{ './b': null }, './b', undefined],
    [{ './b': 7 }, './b', undefined],
    [null, '.', undefined],
    // Nested conditions; if none of them applies, the next one is tried.
    [{ node: { require: './r.cjs' }, default: './d.js' }, '.', './d.js'],
    [{ node: { import: './i.mjs' }, default: './d.js' }, '.', './i.mjs'],
    [{ node: null, default: './d.js' }, '.', undefined],
    // Lists: the first valid entry.
    [['a.js', '../b.js', './c.js'], '.', './c.js'],
    [[{ require: './r.cjs' }, './c.js'], '.', './c.js'],
    [[], '.', undefined],
    [[null], '.', undefined],
    // Patterns.
    [{ './*': './lib/*.js' }, './a/b', './lib/a/b.js'],
    [{ './*.js': './lib/*.mjs' }, './a.js', './lib/a.mjs'],
    [{ './*.js': './lib/*.mjs' }, './a.ts', undefined],
    [{ './*.js': './lib/*.mjs' }, './.js', undefined],
    [{ './a*': './lib/*/*.js' }, './ab', './lib/b/b.js'],
    [{ './a*': './lib/*.js' }, './a', undefined],
    [{ './*': './x/*', './a/*': './y/*' }, './a/b', './y/b'],
    [{ './a/*': './y/*', './*': './x/*' }, './a/b', './y/b'],
    [{ './*': './x/*', './*.js': './y/*.js' }, './b.js', './y/b.js'],
    [{ './*.js': './y/*.js', './*': './x/*' }, './b.js', './y/b.js'],
    [{ './a*b*c': './x/*' }, './a1b2c', undefined],
    [{ './*': './x/*', './a': './own.js' }, './a', './own.js'],
    [{ './$&*': './x/*' }, './$&$&', './x/$&'],
    // A key with a star or a trailing slash is no literal name.
    [{ './*': './x.js' }, './*', './x.js'],
    [{ './a/': './x/' }, './a/', undefined],
    // Targets that lead out of the package.
    ['a.js', '.', undefined],
    ['/a.js', '.', undefined],
    ['./../a.js', '.', undefined],
    ['./a/../b.js', '.', undefined],
    ['./a/./b.js', '.', undefined],
    ['./node_modules/a.js', '.', undefined],
    ['./NODE_MODULES/a.js', '.', undefined],
    ['./%2e%2e/a.js', '.', undefined],
    ['./a\\..\\b.js', '.', undefined],
    ['./a..b.js', '.', './a..b.js'],
    ['./%/b.js', '.', './%/b.js'],
    [{ './*': './x/*' }, './../a', undefined],
    [{ './*': './x/*' }, './a/node_modules/b', undefined],
  ])('%j %s', (exports, subpath, expected) => {
    expect(exportsTarget(exports, subpath, NODE)).toBe(expected);
  });
});

describe('the target of an internal name', () => {
  test.each<[unknown, string, string | undefined]>([
    [{ '#a': './a.js' }, '#a', './a.js'],
    [{ '#a': './a.js' }, '#b', undefined],
    [{ '#a': 'other/sub' }, '#a', 'other/sub'],
    [{ '#a/*': 'other/*' }, '#a/b', 'other/b'],
    [{ '#a': { require: './r.cjs', default: './d.js' } }, '#a', './d.js'],
    [{ '#a': '../b.js' }, '#a', undefined],
    [{ '#a': '/b.js' }, '#a', undefined],
    [{ '#a': 'https://host/b.js' }, '#a', undefined],
    [{ '#': './a.js' }, '#', undefined],
    [{ '#/a': './a.js' }, '#/a', undefined],
    [['#a'], '#a', undefined],
    [undefined, '#a', undefined],
    ['./a.js', '#a', undefined],
  ])('%j %s', (imports, name, expected) => {
    expect(importsTarget(imports, name, NODE)).toBe(expected);
  });
});
