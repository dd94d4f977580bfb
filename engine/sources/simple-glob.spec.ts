import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { sync } from 'fast-glob';
import micromatch from 'micromatch';
import { matcherOf, walkSimpleGlob, simpleMatcher } from './simple-glob';

const skip = (folder: string): boolean => /(^|\/)(node_modules|\.git)$/.test(folder);

describe('walkSimpleGlob', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-workflow-glob-'));
    const files = ['a.yaml', 'b.yml', 'x/a.yaml', 'x/y/b.yaml', 'x/y/.hidden.yaml', 'x/.dot/c.yaml', 'x/a-b.c.yaml'];
    for (const file of [...files, 'x/node_modules/p/d.yaml', 'x/.git/e.yaml', 'x/y/f.json', 'x/yaml', 'x/y z/g.yaml']) {
      mkdirSync(join(root, dirname(file)), { recursive: true });
      writeFileSync(join(root, file), '');
    }
    symlinkSync(join(root, 'a.yaml'), join(root, 'x', 'link.yaml'));
    symlinkSync(join(root, 'x', 'y'), join(root, 'x', 'linked'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const slow = (glob: string, dot = true): string[] =>
    sync(glob, {
      cwd: root,
      dot,
      onlyFiles: true,
      followSymbolicLinks: false,
      ignore: ['**/node_modules/**', '**/.git/**'],
    }).sort();

  it('finds the same files as fast-glob for every glob that it supports', () => {
    const folder = fc.constantFrom('', 'x/', 'x/y/', 'x/y z/', 'x/node_modules/p/', 'nowhere/', 'x/.dot/');
    const name = fc.constantFrom(
      '*',
      '*.yaml',
      '*.{yaml,yml}',
      'a.yaml',
      'a*.yaml',
      '*.c.*',
      '{a,b}.y{a,}ml',
      '.*',
      '.{hidden,h*}.yaml',
      '*-*',
    );
    fc.assert(
      fc.property(folder, fc.boolean(), name, fc.boolean(), (base, deep, last, dot) => {
        const glob = `${base}${deep ? '**/' : ''}${last}`;
        const found = walkSimpleGlob(root, glob, skip, undefined, dot);
        if (found) expect([glob, dot, found.sort()]).toEqual([glob, dot, slow(glob, dot)]);
      }),
      { numRuns: 300 },
    );
    expect(walkSimpleGlob(root, 'x/**/*.yaml', skip)?.sort()).toEqual(slow('x/**/*.yaml'));
    expect(walkSimpleGlob(root, 'x/**/*.yaml', skip, undefined, false)?.sort()).toEqual(slow('x/**/*.yaml', false));
  });

  it.each([
    'x/*/b.yaml',
    'x/**/y/*.yaml',
    'x/[ab].yaml',
    'x/!(a).yaml',
    'x/{a,{b,c}}.yaml',
    './x/*.yaml',
    'x/?.yaml',
    '',
  ])('leaves %j to a general matcher', (glob) => {
    expect(walkSimpleGlob(root, glob, skip)).toBeUndefined();
  });
});

test('simpleMatcher matches like micromatch for every glob that it supports', () => {
  const part = fc.constantFrom('a', 'b.ts', '.d', 'x.d.ts', 'a.tsx', 'y z', 'c.mts', '');
  const path = fc.array(part.filter(Boolean), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const glob = fc.constantFrom(
    '**/*.{ts,mts,cts,tsx}',
    '*.ts',
    'a/*.ts',
    'a/**/*.ts',
    '**/*',
    'a/b.ts',
    '.d/**/*.ts',
    '*',
    '**',
    'a/**',
    'a/b.ts/**',
    '.d/**',
    'y z/**',
  );
  fc.assert(
    fc.property(path, glob, (one, pattern) => {
      const found = simpleMatcher(pattern)?.(one);
      expect([pattern, one, found]).toEqual([pattern, one, micromatch.isMatch(one, pattern, { dot: true })]);
    }),
    { numRuns: 500 },
  );
  for (const other of ['a/[b]/*.ts', 'a/*/**', '{a,b}/**', '/**']) expect(simpleMatcher(other)).toBeUndefined();
});

test.each([
  ['a/*.ts', 'a/.b.ts', true],
  ['a/[bc].ts', 'a/b.ts', true],
  ['*/[bc].ts', '.a/b.ts', true],
  ['*/[bc].ts', 'a/d.ts', false],
  ['a,b*.ts', 'a,bc.ts', true],
  ['a,b*.ts', 'a', false],
])('matcherOf(%j) matches %j: %s', (glob, path, expected) => {
  expect(matcherOf(glob)(path)).toBe(expected);
});

test('a folder that cannot be listed is an error', () => {
  expect(() => walkSimpleGlob(__dirname, `${'a'.repeat(300)}/*.ts`, skip)).toThrow(/ENAMETOOLONG/);
});
