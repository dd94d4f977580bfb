import fc from 'fast-check';
import micromatch from 'micromatch';
import { globsMeet, reachesInto } from './glob-meet';

test.each([
  ['a/b', 'a/b', true],
  ['a/b', 'a/c', false],
  ['build/**/*.js', 'build/two/**', true],
  ['build/**/*.js', 'build/two', false],
  ['build/*.js', 'build/*.css', false],
  ['build/*.js', 'build/a*', true],
  ['build/**/*.js', 'build/**/*.css', false],
  ['build/**/*.{js,css}', 'build/x/y.css', true],
  ['build/**/*.{js,css}', 'build/x/y.ts', false],
  ['a/{1..3}/b', 'a/2/b', true],
  ['a/[xy]/b', 'a/y/b', true],
  ['a/@(x|y).js', 'a/x.js', true],
  ['a/?.js', 'a/bc.js', false],
  ['**', 'a/b/c', true],
  ['**/dist/**', 'libs/a/specs/*.yaml', false],
  ['**/dist/**', 'libs/a/specs/**/*.yaml', true],
  ['a/**/b/**/c', 'a/c', false],
  ['a/**/b/**/c', 'a/x/b/c', true],
  ['a*c', 'abbbc', true],
  ['a*c', 'abbbd', false],
  ['*a*', '*b*', true],
])('%s and %s: %s', (a, b, expected) => {
  expect(globsMeet(a, b)).toBe(expected);
  expect(globsMeet(b, a)).toBe(expected);
});

test('a glob with too many alternatives may match anything', () => {
  expect(globsMeet(`a/${'{x,y}'.repeat(10)}`, 'b')).toBe(true);
});

test.each([
  ['build', 'build/**/*.js', true],
  ['build', 'build', true],
  ['build', 'build2/a', false],
  ['.', 'anything', true],
  ['build/two', 'build/**/*.js', true],
])('a glob reaches into a folder: %s, %s: %s', (folder, glob, expected) => {
  expect(reachesInto(folder, glob)).toBe(expected);
});

test('two globs that match one path meet', () => {
  const name = fc.constantFrom('a', 'b', 'ab', 'a.js', 'b.js');
  const part = fc.constantFrom('a', 'b', '*', '**', '?', 'a*', '*.js', '{a,b}', '[ab]', '*b', '{a.js,ab}');
  const glob = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  let met = 0;
  fc.assert(
    fc.property(glob, glob, path, (a, b, at) => {
      if (!micromatch.isMatch(at, a) || !micromatch.isMatch(at, b)) return;
      met += 1;
      expect([a, b, globsMeet(a, b)]).toEqual([a, b, true]);
    }),
    { seed: 7, numRuns: 20_000 },
  );
  expect(met).toBeGreaterThan(100);
});
