import { fixedPart } from './fixed-part';

test.each([
  ['a/b/**/*.hbs', 'a/b'],
  ['a/b/c.hbs', 'a/b'],
  ['a/[b]/c/d', 'a'],
  ['a/b?/c', 'a'],
  ['a/{b,c}/d', 'a'],
  ['a/+(b)/c', 'a'],
  ['*.hbs', '.'],
  ['**/a/b', '.'],
  ['a.hbs', '.'],
  ['', '.'],
])('the fixed part of %s is %s', (glob, fixed) => {
  expect(fixedPart(glob)).toBe(fixed);
});
