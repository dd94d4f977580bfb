import fc from 'fast-check';
import { posix, win32 } from 'node:path';
import { outputPathProblem, shownPath } from './output-path';

const parts = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '',
    'a',
    'B',
    'con',
    'NUL.txt',
    'lpt1',
    'x.',
    'y ',
    'C:',
    '.codegen-x',
    '.codegen-manifest.json',
    '~',
    '%2e%2e',
  ),
  fc.string({ maxLength: 5, unit: 'binary' }),
);
const paths = fc
  .tuple(
    fc.array(parts, { maxLength: 5 }),
    fc.constantFrom('/', '/', '/', '\\'),
    fc.constantFrom('', '/', '//', 'C:', '\\\\'),
  )
  .map(([list, separator, start]) => start + list.join(separator));

describe('a valid output path', () => {
  it.each([
    'a.ts',
    'a/b.ts',
    '.hidden',
    'a/..b/c',
    'ünïcödé.ts',
    'a b.ts',
    'console.ts',
    'x.codegen-y',
    "it's.ts",
    'a/.codegen-x',
  ])('can be %j', (path) => {
    expect(outputPathProblem(path)).toBeUndefined();
  });

  it('stays inside the output folder on every system', () => {
    fc.assert(
      fc.property(paths, (path) => {
        if (outputPathProblem(path) !== undefined) return;
        expect(posix.resolve('/out', path)).toBe(`/out/${path}`);
        expect(win32.resolve('C:\\out', path)).toBe(`C:\\out\\${path.replaceAll('/', '\\')}`);
        expect(path).not.toMatch(/[\0\r\n\\:*?"<>|]/);
      }),
    );
  });

  it('never has our own prefix', () => {
    fc.assert(
      fc.property(fc.string(), (rest) => {
        expect(outputPathProblem(`.codegen-${rest}`)).toBeDefined();
        expect(outputPathProblem(`.CODEGEN-${rest}`)).toBeDefined();
      }),
    );
  });
});

it.each([
  'con',
  'PRN',
  'aux.ts',
  'nul.tar.gz',
  'x/con',
  'nul/x',
  'com0',
  'COM9.txt',
  'lpt1',
  'lpt³',
  'conin$',
  'CONOUT$.x',
])('%s is a device on Windows', (path) => {
  expect(outputPathProblem(path)).toMatch(/^".+" is a device on Windows$/);
});

it('shownPath() escapes to one line and shortens', () => {
  expect(shownPath('a\nb\0c')).toBe('a\\nb\\u0000c');
  expect(shownPath('x'.repeat(101))).toBe(`${'x'.repeat(99)}…`);
});
