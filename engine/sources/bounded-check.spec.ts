import { boundedCheck } from './bounded-check';

const deep = JSON.parse(`${'['.repeat(20)}1${']'.repeat(20)}`) as unknown;

it('stops a check of deep or large data at the time limit, and returns the result of a fast one', () => {
  const forEver = (): boolean => {
    for (;;);
  };
  const message = 'checking this spec by the schema takes more than 0.05 s';
  expect(() => boundedCheck(forEver, deep, 50)).toThrow(message);
  expect(() => boundedCheck(forEver, Array<number>(3000).fill(1), 50)).toThrow(message);
  expect([boundedCheck(() => true, deep), boundedCheck(() => false, deep), boundedCheck(() => true, 1)]).toEqual([
    true,
    false,
    true,
  ]);
});

it('rethrows errors of a check', () => {
  expect(() =>
    boundedCheck(() => {
      throw new RangeError('mine');
    }, deep),
  ).toThrow('mine');
});
