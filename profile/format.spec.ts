import { duration, percent, plural, table } from './format';

test.each([
  [0, '0 ms'],
  [0.04, '0.0 ms'],
  [9.94, '9.9 ms'],
  [9, '9 ms'],
  [10.4, '10 ms'],
  [999.4, '999 ms'],
  [1000, '1.0 s'],
  [50_060, '50.1 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min 0 s'],
  [60_000, '1 min 0 s'],
  [119_499, '1 min 59 s'],
  [119_500, '2 min 0 s'],
  [3_661_000, '61 min 1 s'],
])('%p milliseconds are %p', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test.each([
  [0, '0 %'],
  [0.004, '<1 %'],
  [0.005, '1 %'],
  [0.494, '49 %'],
  [0.994, '99 %'],
  [0.995, '>99 %'],
  [0.9999, '>99 %'],
  [1, '100 %'],
  [1.5, '150 %'],
])('a share of %p is %p', (share, text) => {
  expect(percent(share)).toBe(text);
});

test('singular and plural', () => {
  expect([0, 1, 2].map((count) => plural(count, 'task'))).toEqual(['0 tasks', '1 task', '2 tasks']);
  expect(plural(2, 'entry', 'entries')).toBe('2 entries');
});

test('columns are as wide as their widest cell, and end without blanks', () => {
  expect(
    table(
      [
        ['a', '1', 'x'],
        ['long', '10', ''],
      ],
      [1],
    ),
  ).toEqual(['a      1  x', 'long  10']);
  expect(table([['', 'x']])).toEqual(['  x']);
  expect(table([])).toEqual([]);
});
