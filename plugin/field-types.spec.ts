import { describeType, hasType, type FieldType } from './field-types';

test.each<[FieldType, unknown[], unknown[]]>([
  ['a string', ['', 'a'], [1, null, ['a']]],
  ['a whole number', [0, -1, 2 ** 53 - 1], [1.5, 2 ** 53, '1', NaN]],
  ['true or false', [true, false], ['true', 0, null]],
  ['an object', [{}, { a: 1 }], [[], null, 'a']],
  ['a list of strings', [[], ['a']], [['a', 1], 'a', {}]],
  ['a list', [[], [1, {}]], [{}, 'a', null]],
  ['a list of strings and objects', [[], ['a', {}]], [[1], [null], [[]], 'a']],
  ['a string or a list of strings', ['a', ['a'], []], [[1], {}, 1]],
  ['anything', [null, 1, []], []],
])('what is %s', (type, good, bad) => {
  expect(good.filter((value) => !hasType(value, type))).toEqual([]);
  expect(bad.filter((value) => hasType(value, type))).toEqual([]);
});

test.each([
  [null, 'null'],
  [[], 'a list'],
  [{}, 'an object'],
  ['', 'a string'],
  [1, 'a number'],
  [1.5, 'a number with a fraction'],
  [true, 'true'],
  [false, 'false'],
])('%p is described as %p', (value, words) => {
  expect(describeType(value)).toBe(words);
});
