import { fold } from './fold';

test.each([
  ['LIBS/Fade.ts', 'libs/fade.ts'],
  ['Grün.ts', 'gRÜN.TS'],
  ['gru\u0308n.ts', 'gr\u00fcn.ts'],
  ['ΣΑΣ', 'σας'],
  ['a\u017f', 'aS'],
  // The capital of each is of two letters.
  ['\u1f88', '\u1f80'],
])('%s and %s can be one file', (a, b) => {
  expect(fold(a)).toBe(fold(b));
});

test.each([
  ['straße', 'strasse'],
  ['a b', 'a_b'],
  ['grün', 'grun'],
])('%s and %s are two files', (a, b) => {
  expect(fold(a)).not.toBe(fold(b));
});

test('a folded path has small letters and composed characters', () => {
  expect(['Libs/A.ts', 'GRU\u0308N'].map(fold)).toEqual(['libs/a.ts', 'grün']);
});
