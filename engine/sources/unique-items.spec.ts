import Ajv from 'ajv';
import fc from 'fast-check';
import { LONG } from '../../testing/tried';
import { boundedCheck } from './bounded-check';
import { compareItemsByText, lastEqualItems } from './unique-items';

/** Small values, many of them equal. */
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(0, -0, 1, 10, 1e21, Number.NaN, Infinity, '0', '1', 'NaN', '', 'true', 'null', true, false, null),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', '1', '"', ','), tie('value'), { maxKeys: 2, noNullPrototype: true }),
  ),
})).value;

const OPTIONS = { allErrors: true, strict: false } as const;

const schemas = fc.constantFrom<object>(
  { uniqueItems: true },
  { uniqueItems: false },
  { uniqueItems: true, items: { type: ['string', 'number'] } },
  { uniqueItems: true, items: { type: ['object', 'null'] } },
  { uniqueItems: true, items: { uniqueItems: true, maxItems: 1 }, minItems: 3, contains: { type: 'object' } },
);

it('gives the same result as comparing all pairs', () => {
  const own = new Ajv(OPTIONS);
  compareItemsByText(own);
  const theirs = new Ajv(OPTIONS);
  fc.assert(
    fc.property(fc.array(values, { maxLength: 6 }), schemas, (items, schema) => {
      const [mine, other] = [own.compile(schema), theirs.compile(schema)];
      expect([mine(items), mine.errors]).toEqual([other(items), other.errors]);
    }),
    { numRuns: LONG ? 20_000 : 1000 },
  );
});

it.each([
  ['numbers as they are written', [1, 1.0], [1, 0]],
  ['a number and its text', [1, '1'], undefined],
  [
    'keys in another order',
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    [1, 0],
  ],
  [
    'lists in another order',
    [
      [1, 2],
      [2, 1],
    ],
    undefined,
  ],
  ['names of every object', [{ constructor: { a: 1 } }, { toString: 'x' }, { constructor: { a: 1 } }], [2, 0]],
  ['several pairs', ['a', 'b', 'a', 'c', 'b', 'a'], [5, 2]],
])('%s', (_what, items, pair) => {
  expect(lastEqualItems(items)).toEqual(pair);
});

it('is fast for many objects', () => {
  const ajv = new Ajv(OPTIONS);
  compareItemsByText(ajv);
  const validate = ajv.compile({ uniqueItems: true });
  const items = Array.from({ length: 40_000 }, (_item, at) => ({ name: 'n', at: { of: [at] } }));
  expect(boundedCheck(() => validate(items), items)).toBe(true);
  items[30_000] = { at: { of: [20_000] }, name: 'n' };
  expect(boundedCheck(() => validate(items), items)).toBe(false);
  expect(validate.errors?.[0]?.params).toEqual({ i: 30_000, j: 20_000 });
});
