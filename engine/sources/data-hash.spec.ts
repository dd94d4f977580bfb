import { copyOfPlain, dataHash, hashOfExactJson } from './data-hash';

const hash = (data: unknown, isParsed = false): string | undefined => dataHash(data, isParsed);

test.each([
  ['a text', 'a'],
  ['true', true],
  ['null', null],
  ['a number', 1.5],
  ['nested data', { a: [1, { b: null }], c: '' }],
  ['an object without prototype', Object.assign(Object.create(null) as object, { a: 1 })],
])('%s has the hash of its JSON', (_, data) => {
  expect([hash(data), hash(data, true)]).toEqual([hashOfExactJson(data), hashOfExactJson(data)]);
});

test('equal data has equal hashes, and the order of keys counts', () => {
  expect(hash({ a: 1 })).toBe('015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
  expect(hash({ a: 1, b: 2 })).not.toBe(hash({ b: 2, a: 1 }));
});

const shared = { a: 1 };

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['a function', () => 1],
  ['a symbol', Symbol('a')],
  ['infinity', Infinity],
  ['not a number', NaN],
  ['a negative zero', -0],
  ['a big integer', 1n],
  ['a date', new Date(0)],
  ['a map', new Map()],
  [
    'an object of a class',
    new (class A {
      b = 1;
    })(),
  ],
  ['an object that is there twice', [shared, shared]],
])('%s has no hash, wherever it is', (_, data) => {
  for (const isParsed of [false, true])
    expect([data, [data], { a: data }, [1, { a: [data] }]].map((one) => hash(one, isParsed))).toEqual(
      Array(4).fill(undefined),
    );
});

test.each<[string, unknown]>([
  ['a list with a hole', Object.assign([1], { length: 2 })],
  ['a list with a property', Object.assign([1], { a: 1 })],
  ['a list of a class', new (class A extends Array {})()],
  ['an object with a symbol', { [Symbol('a')]: 1 }],
  ['an object with a getter', Object.defineProperty({}, 'a', { get: () => 1, enumerable: true })],
  ['an object with a hidden property', Object.defineProperty({ b: 1 }, 'a', { value: 1, enumerable: false })],
])('%s has no hash, unless it is known to come from a parser', (_, data) => {
  expect([hash(data), hash([data])]).toEqual([undefined, undefined]);
});

test('only data of modules is searched for hidden properties', () => {
  expect(hash(Object.defineProperty({ b: 1 }, 'a', { value: 1, enumerable: false }), true)).toBe(hash({ b: 1 }));
  expect(hash(Object.assign([1], { a: 1 }), true)).toBe(hash([1]));
});

test('a copy has no part in common with the original', () => {
  const data = JSON.parse('{"a":[1,{"b":null}],"__proto__":{"c":"d"}}') as { a: [number, { b: null }] };
  const copy = copyOfPlain(data) as typeof data;
  expect(JSON.stringify(copy)).toBe('{"a":[1,{"b":null}],"__proto__":{"c":"d"}}');
  expect([copy === data, copy.a === data.a, copy.a[1] === data.a[1]]).toEqual([false, false, false]);
  expect([1, 'a', null, undefined].map(copyOfPlain)).toEqual([1, 'a', null, undefined]);
});
