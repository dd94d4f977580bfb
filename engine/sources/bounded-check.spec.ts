import { boundedCheck } from './bounded-check';

const deep = JSON.parse(`${'['.repeat(20)}1${']'.repeat(20)}`) as unknown;

it('a check of deep or large data is stopped after its time, and one that is done answers', () => {
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

it('what a check throws by itself is thrown', () => {
  expect(() =>
    boundedCheck(() => {
      throw new RangeError('mine');
    }, deep),
  ).toThrow('mine');
});
