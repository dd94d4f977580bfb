import { UnobservableError } from './observation';
import { ObservedValues, type Observed } from './observed';

/** What is recorded if `read` reads one value. */
function observe<T>(value: T, read: (value: T) => unknown): Observed {
  const observed = new ObservedValues([value]);
  read(observed.values[0] as T);
  return observed.observed()[0]!;
}

const questions = <T>(value: T, read: (value: T) => unknown) => observe(value, read).questions;

test('values read like the originals', () => {
  const original = { a: [1, { b: 'x' }], c: null, d: { a: undefined } };
  const [value] = new ObservedValues([original]).values as [typeof original];
  expect(JSON.stringify(value)).toBe(JSON.stringify(original));
  expect(value.a.map(String)).toEqual(['1', '[object Object]']);
  expect([Array.isArray(value.a), value.a.length, Object.keys(value)]).toEqual([true, 2, ['a', 'c', 'd']]);
  expect(['a' in value, 'x' in value, 'toString' in value, Symbol.iterator in value.a]).toEqual([
    true,
    false,
    true,
    true,
  ]);
  expect(Object.getOwnPropertyDescriptor(value, 'c')).toEqual({
    value: null,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  expect(Object.getOwnPropertyDescriptor(value.a, 'length')).toEqual({
    value: 2,
    writable: true,
    enumerable: false,
    configurable: false,
  });
  expect(Object.getOwnPropertyDescriptor(value.a, '0')).toMatchObject({
    value: 1,
    enumerable: true,
    configurable: true,
  });
  expect(Object.getOwnPropertyDescriptor(value, 'x')).toBeUndefined();
  expect(Object.getOwnPropertyDescriptor(value, Symbol.iterator)).toBeUndefined();
});

test('an object keeps its identity and its prototype', () => {
  const shared = {};
  const bare = Object.create(null) as object;
  const [value] = new ObservedValues([{ a: shared, b: shared, bare }]).values as [Record<'a' | 'b' | 'bare', object>];
  expect(value.a).toBe(value.b);
  expect(value.a).not.toBe(shared);
  expect([Object.getPrototypeOf(value.a), Object.getPrototypeOf(value.bare)]).toEqual([Object.prototype, null]);
});

test('primitive values are passed as they are', () => {
  const observed = new ObservedValues(['a', 5, null, undefined]);
  expect(observed.values).toEqual(['a', 5, null, undefined]);
  expect(observed.observed()).toEqual(
    ['"a"', '5', 'null', 'undefined'].map((one) => ({ questions: [], answers: [one] })),
  );
});

test('each question is recorded once, with its answer', () => {
  const value: { a: { b: number }; c?: number } = { a: { b: 1 } };
  expect(observe(value, (one) => [one.a.b, one.a.b, one.c, one.c, Object.keys(one), Object.keys(one)])).toEqual({
    questions: [[0, 'a'], [1, 'b'], [0, 'c'], [0]],
    answers: ['object 0', 'object 1', '1', 'none', '["a"]'],
  });
});

test('every way of reading is a question', () => {
  expect(questions({ a: 1 }, (one) => 'a' in one)).toEqual([[0, 'a']]);
  expect(questions({ a: 1 }, (one) => Object.hasOwn(one, 'a'))).toEqual([[0, 'a']]);
  expect(questions({ a: 1 }, (one) => Reflect.ownKeys(one))).toEqual([[0]]);
  expect(questions([1], (one) => one.length)).toEqual([[0, 'length']]);
  expect(questions({ a: 1 }, (one) => Symbol.iterator in one)).toEqual([]);
  expect(questions({ a: 1 }, (one) => Object.hasOwn(one, Symbol.iterator))).toEqual([]);
});

test('values are observed separately', () => {
  const same = { a: 1 };
  const observed = new ObservedValues([same, same]);
  const [one, other] = observed.values as [typeof same, typeof same];
  expect(one).not.toBe(other);
  expect(other.a).toBe(1);
  expect(observed.observed().map(({ questions: asked }) => asked)).toEqual([[], [[0, 'a']]]);
});

test.each<[what: string, change: (value: Record<string, unknown>) => unknown]>([
  ['set', (value) => (value['a'] = 2)],
  ['defined', (value) => Object.defineProperty(value, 'b', { value: 1 })],
  ['deleted', (value) => delete value['a']],
  ['frozen', (value) => Object.preventExtensions(value)],
  ['given a prototype', (value) => Object.setPrototypeOf(value, null) as unknown],
])('values cannot be %s', (_what, change) => {
  expect(() => observe({ a: 1 }, change)).toThrow(UnobservableError);
});

test('at most a hundred thousand questions are recorded, over all values', () => {
  const list = Array.from({ length: 60_000 }, (_, at) => at);
  const [one, other] = new ObservedValues([list, list]).values as [number[], number[]];
  for (let at = 0; at < 60_000; at++) Reflect.get(one, at);
  for (let at = 0; at < 40_000; at++) Reflect.get(other, at);
  expect(other[0]).toBe(0);
  expect(() => other[40_000]).toThrow(UnobservableError);
});
