import { boundedRegExp } from './bounded-reg-exp';

const LIMIT = 30;

it.each([
  ['a repetition inside of a repetition', '^(a+)+$', `${'a'.repeat(40)}!`],
  ['three inside of each other', '^((a+)+)+$', `${'a'.repeat(16)}!`],
  ['alternatives that mean the same', '^(a|a|a|a)*$', `${'a'.repeat(16)}!`],
  ['a number of times', '^(a?){40}a{40}$', `${'a'.repeat(60)}!`],
  ['what may be left out, many times', `^${'a?'.repeat(40)}${'a'.repeat(40)}$`, `${'a'.repeat(60)}!`],
  ['repetitions one behind the other', `^${'a*'.repeat(12)}$`, `${'a'.repeat(120)}!`],
  ['bounded ones one behind the other', `^${'a{0,99}'.repeat(12)}$`, `${'a'.repeat(99)}!`],
  ['two of a long text', '^\\s*\\s*$', `${' '.repeat(200_000)}!`],
  ['one of a long text that may begin anywhere', '\\s+$', `${' '.repeat(500_000)}!`],
  ['signs that a class or a backslash makes harmless beside it', '^[)+]\\)+(a+)+$', `+)${'a'.repeat(40)}!`],
])('stops a pattern at the time limit: %s', (_what, pattern, text) => {
  const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
  expect(() => boundedRegExp(pattern, 'u', LIMIT).test(text)).toThrow(
    `the pattern ${new RegExp(pattern, 'u').toString()} takes more than 0.03 s on the value ${shown}`,
  );
});

it('returns the result of a fast pattern, with and without a time limit', () => {
  for (const [pattern, good, bad] of [
    ['^[a-z]+(-[a-z]+)*$', `${'ab-'.repeat(40)}c`, 'ab-'],
    ['^\\d{4}-\\d{2}-\\d{2}$', '2020-02-02', '2020-2-2'],
    ['b', `${'a'.repeat(2_000_000)}b`, 'a'.repeat(2_000_000)],
  ] as const) {
    const bounded = boundedRegExp(pattern, 'u');
    expect([bounded.test(good), bounded.test(bad)]).toEqual([true, false]);
  }
});
