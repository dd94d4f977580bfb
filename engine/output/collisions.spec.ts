import { findCollisions } from './collisions';

const claims = (...paths: string[]) => paths.map((path, at) => ({ path, by: `emit ${at}` }));

function found(...paths: string[]): string[] {
  return findCollisions(claims(...paths), 'out').map(({ file, message }) => `${file}: ${message}`);
}

test('different paths do not collide', () => {
  expect(findCollisions([], 'out')).toEqual([]);
  expect(found('a.ts', 'b.ts', 'a/b.ts', 'ab/c', 'a.ts.map', 'a/c.ts')).toEqual([]);
});

test('two producers of a path are reported, whatever their order', () => {
  const [one, other] = [
    { path: 'src/a.ts', by: 'templates/a.hbs from x.json' },
    { path: 'src/a.ts', by: 'templates/b.hbs from x.json' },
  ];
  const expected = [
    {
      severity: 'error',
      code: 'output-collision',
      message: 'this file would be made twice',
      file: 'out/src/a.ts',
      hint: 'made by templates/a.hbs from x.json\nand by templates/b.hbs from x.json; give "to" something that tells them apart',
    },
  ];
  expect(findCollisions([one, other], 'out')).toEqual(expected);
  expect(findCollisions([other, one], 'out')).toEqual(expected);
});

test('each further producer is compared with the first', () => {
  expect(findCollisions(claims('a', 'a', 'a'), 'out').map(({ hint }) => hint)).toEqual([
    'made by emit 0\nand by emit 1; give "to" something that tells them apart',
    'made by emit 0\nand by emit 2; give "to" something that tells them apart',
  ]);
});

test.each([
  [['b/Button.ts', 'b/button.ts'], 'out/b/button.ts', 'b/Button.ts'],
  [['button.ts', 'Button.ts'], 'out/button.ts', 'Button.ts'],
  [['e\u0301.md', 'é.md'], 'out/é.md', 'e\u0301.md'],
])('paths that differ only in case or accents: %j', (paths, file, other) => {
  expect(found(...paths)).toEqual([
    `${file}: this differs from "${other}" only in case or accents: one file on many systems`,
  ]);
});

test('a file where other paths need a folder is reported for each of them', () => {
  expect(found('a/b/c.ts', 'a/b', 'a/b/d/e.ts')).toEqual([
    'out/a/b/c.ts: "a/b" is a file, and here a folder',
    'out/a/b/d/e.ts: "a/b" is a file, and here a folder',
  ]);
  expect(found('A', 'a/x')).toEqual(['out/a/x: "A" is a file, and here a folder']);
  expect(findCollisions(claims('a/x', 'a'), 'out')[0]?.hint).toBe(
    'made by emit 1\nand by emit 0; give "to" something that tells them apart',
  );
});
