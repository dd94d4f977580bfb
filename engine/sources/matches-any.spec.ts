import { matchesAny } from './matches-any';

test.each<[path: string, globs: string[], expected: boolean]>([
  ['a/b.ts', ['*.js', 'a/*.ts'], true],
  ['a/b.ts', ['*.ts', 'b/**'], false],
  ['a/b.ts', ['a/**'], true],
  ['a/.b.ts', ['a/*.ts'], true],
  ['a/b.ts', ['a/[ab].ts'], true],
  ['.a/b.ts', ['*/[ab].ts'], true],
  ['a/c.ts', ['a/[ab].ts'], false],
  ['a', [], false],
])('%s matches one of %j: %s', (path, globs, expected) => {
  expect(matchesAny(path, globs)).toBe(expected);
  expect(matchesAny(path, globs)).toBe(expected);
});
