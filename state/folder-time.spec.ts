import { isLater } from './folder-time';

test.each([
  [1000, 1000, false],
  // File times are set with a resolution of a microsecond.
  [1000.001, 1000, false],
  [1000.002, 1000, true],
  [999, 1000, false],
])('a folder of %d ms and a file of %d ms: %s', (folder, file, expected) => {
  expect(isLater({ mtimeMs: folder }, { mtimeMs: file })).toBe(expected);
});

test('a missing folder is not later', () => {
  expect(isLater(undefined, { mtimeMs: 0 })).toBe(false);
});
