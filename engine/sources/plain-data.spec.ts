import { InvalidDataError, plainData } from './plain-data';

class Point {
  x = 1;
}

const problemOf = (value: unknown): [pointer: string, what: string] => {
  try {
    plainData(value);
  } catch (error) {
    if (error instanceof InvalidDataError) {
      expect(error.message).toBe(error.what);
      return [error.pointer, error.what];
    }
    throw error;
  }
  throw new Error('the data is valid');
};

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
};

test('JSON data is copied', () => {
  const data = { a: [1, 'b', true, false, null, 1.5], c: {}, d: [] };
  const copy = plainData(data);
  expect(copy).toStrictEqual(data);
  expect(copy).not.toBe(data);
  expect((copy as typeof data).a).not.toBe(data.a);
});

test('a negative zero becomes zero', () => {
  expect(Object.is(plainData(-0), 0)).toBe(true);
});

test('undefined properties are dropped', () => {
  expect(plainData({ a: undefined, b: 1 })).toStrictEqual({ b: 1 });
});

test('an object without a prototype becomes a common one', () => {
  expect(plainData(Object.assign(Object.create(null) as object, { a: 1 }))).toStrictEqual({ a: 1 });
});

test('"__proto__" stays a property', () => {
  const copy = plainData(JSON.parse('{"__proto__": {"a": 1}}')) as object;
  expect(JSON.stringify(copy)).toBe('{"__proto__":{"a":1}}');
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
});

test('a shared object is duplicated', () => {
  const shared = { n: 1 };
  const copy = plainData([shared, shared]) as object[];
  expect(copy).toStrictEqual([{ n: 1 }, { n: 1 }]);
  expect(copy[0]).not.toBe(copy[1]);
});

test.each<[value: unknown, pointer: string, what: string]>([
  [undefined, '', 'is undefined'],
  [[1, undefined], '/1', 'is undefined'],
  // eslint-disable-next-line no-sparse-arrays
  [[, 1], '/0', 'is undefined'],
  [{ a: { 'b/c~': Number.NaN } }, '/a/b~1c~0', 'is NaN'],
  [[Infinity], '/0', 'is Infinity'],
  [-Infinity, '', 'is -Infinity'],
  [() => 1, '', 'is a function'],
  [{ a: 1n }, '/a', 'is a bigint'],
  [Symbol('s'), '', 'is a symbol'],
  [[new Date(0)], '/0', 'is a Date'],
  [new Point(), '', 'is a Point'],
  [new Map(), '', 'is a Map'],
  [Object.create({}) as object, '', 'is a Object'],
  [Object.create({ constructor: { name: '' } }) as object, '', 'is an object with a prototype of its own'],
  [Object.create({ constructor: undefined }) as object, '', 'is an object with a prototype of its own'],
  [Object.create({ constructor: { name: 1 } }) as object, '', 'is an object with a prototype of its own'],
])('%p is rejected at %p: %s', (value, pointer, what) => {
  expect(problemOf(value)).toEqual([pointer, what]);
});

test('an object that holds itself is rejected', () => {
  const list: unknown[] = [];
  list.push({ list });
  expect(problemOf(list)).toEqual(['/0/list', 'is an object that holds itself']);
});

test('data is at most 200 levels deep', () => {
  expect(plainData(nested(200))).toStrictEqual(nested(200));
  expect(problemOf(nested(201))).toEqual(['/0'.repeat(200), 'is nested more than 200 levels deep']);
});
