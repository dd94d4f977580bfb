import fc from 'fast-check';
import { posix, win32 } from 'node:path';
import { outputPathProblem, pathLengthProblem, shownPath } from './output-path';

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

const CHARACTER = 'it holds a character that is not seen or changes how others are seen';
const WINDOWS = 'holds a character that Windows does not allow';

it.each([
  ['', 'it is empty'],
  ['a\tb', 'it holds a control character'],
  ['a\u007fb', 'it holds a control character'],
  ['a\u009fb', 'it holds a control character'],
  ['a\ud800', 'it holds half of a character'],
  ['a\udfffb', 'it holds half of a character'],
  ['a\u200bb', CHARACTER],
  ['\ufeffa', CHARACTER],
  ['a\u202eb', CHARACTER],
  ['a\\b', 'it holds a backslash; folders are separated by "/"'],
  ['/a', 'it is absolute'],
  ['c:/a', 'it is absolute'],
  ['C:', 'it is absolute'],
  ['../a', 'it leaves the output folder'],
  ['a/../b', 'it leaves the output folder'],
  ['a//b', 'it has an empty part'],
  ['a/', 'it has an empty part'],
  ['a/./b', 'it has an empty part'],
  ['.codegen-x/a', 'names that begin with ".codegen-" are for the executor itself'],
  ['a/b?c', `"b?c" ${WINDOWS}`],
  ['12:a', `"12:a" ${WINDOWS}`],
  ['a/b*/c|', `"b*" ${WINDOWS}`],
  ['a./b', '"a." ends with a dot or a space'],
  ['a/b ', '"b " ends with a dot or a space'],
  ['a/aux.ts', '"aux.ts" is a device on Windows'],
  ['x'.repeat(256), 'a part of it is longer than 255 bytes'],
])('the problem with %j is: %s', (path, problem) => {
  expect(outputPathProblem(path)).toBe(problem);
});

describe('a path is too long', () => {
  const folder = `${'x'.repeat(199)}/`;
  const PART = 'a part of it is longer than 255 bytes';
  const WHOLE = 'it is longer than 1000 bytes';

  it.each([
    ['a short path', 'é'.repeat(85), undefined],
    ['a part of 255 bytes', `a/${'x'.repeat(255)}`, undefined],
    ['a part of 256 bytes', `a/${'x'.repeat(256)}`, PART],
    ['a part of 255 bytes in fewer characters', `${'é'.repeat(127)}x`, undefined],
    ['a part of 256 bytes in fewer characters', 'é'.repeat(128), PART],
    ['a part of 258 bytes in 86 characters', '€'.repeat(86), PART],
    ['a path of 1000 bytes', folder.repeat(4) + 'y'.repeat(200), undefined],
    ['a path of 1001 bytes', folder.repeat(4) + 'y'.repeat(201), WHOLE],
    ['a path of 1001 bytes in fewer characters', `${folder.repeat(4)}${'é'.repeat(100)}y`, WHOLE],
  ])('%s', (_what, path, problem) => {
    expect(pathLengthProblem(path)).toBe(problem);
    expect(outputPathProblem(path)).toBe(problem);
  });
});

it('shownPath() escapes to one line and shortens', () => {
  expect(shownPath('a\nb\0c')).toBe('a\\nb\\u0000c');
  expect(shownPath('a"b\u202ec\u009f\ufeff')).toBe('a"b\\u202ec\\u009f\\ufeff');
  expect(shownPath('x'.repeat(100))).toBe('x'.repeat(100));
  expect(shownPath('x'.repeat(101))).toBe(`${'x'.repeat(99)}…`);
});
