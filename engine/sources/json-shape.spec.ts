import fc from 'fast-check';
import { dataHash } from './data-hash';
import { shapeOf } from './json-shape';

test.each<[string, ReturnType<typeof shapeOf>]>([
  ['7', { keys: 0, depth: 0, isExact: true }],
  ['null', { keys: 0, depth: 0, isExact: true }],
  ['[]', { keys: 0, depth: 1, isExact: true }],
  ['{"a":{"b":[1,{"c":null}]},"d":""}', { keys: 4, depth: 4, isExact: true }],
  ['{"__proto__":{"a":1}}', { keys: 2, depth: 2, isExact: true }],
  ['[-0]', { keys: 0, depth: 1, isExact: false }],
  ['{"a":1e400}', { keys: 1, depth: 1, isExact: false }],
])('the shape of %s', (text, shape) => {
  expect(shapeOf(JSON.parse(text))).toEqual(shape);
});

test('data is exact if it has a hash', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const data: unknown = JSON.parse(JSON.stringify(value).replaceAll(/(?<=[[:,])0(?=[\],}])/g, '-0'));
      expect(shapeOf(data).isExact).toBe(dataHash(data, true) !== undefined);
    }),
  );
});
