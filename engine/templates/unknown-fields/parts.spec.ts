import type { Answer } from './answer';
import { Kinds } from './kinds';
import { Parts } from './parts';
import { NOTHING, SchemaDocument, type Schema } from './schema-document';

function partsOf(root: unknown): Parts {
  const document = new SchemaDocument('s.json', root);
  return new Parts(document, new Kinds(document));
}

/** An answer as text, with its schemas as JSON. */
const shown = (answer: Answer): string =>
  answer.is === 'known' ? answer.schemas.map((one) => JSON.stringify(one)).join(' ') || 'empty' : answer.is;

const A = { title: 'a' };
const B = { title: 'b' };
const MODERN = 'https://json-schema.org/draft/2020-12/schema';

test.each<[Schema, string]>([
  [{}, 'nothing'],
  [{ type: 'string' }, 'never'],
  [{ properties: { a: A } }, '{"title":"a"}'],
  [{ properties: { b: B } }, 'listed'],
  [{ properties: {} }, 'nothing'],
  [{ properties: { a: false } }, 'closed'],
  [{ properties: { a: A }, patternProperties: { '^a': B, x: A } }, '{"title":"a"} {"title":"b"}'],
  [{ properties: { a: A }, patternProperties: { a: false } }, 'closed'],
  [{ patternProperties: { '^x': A } }, 'open'],
  [{ patternProperties: { '(': A } }, '{"title":"a"}'],
  [{ patternProperties: { '^\\p{L}$': A } }, '{"title":"a"}'],
  [{ additionalProperties: false }, 'closed'],
  [{ additionalProperties: false, required: ['a'] }, 'closed'],
  [{ required: ['a'], properties: { b: B } }, 'open'],
  [{ dependencies: { b: ['a'] }, properties: { b: B } }, 'open'],
  [{ additionalProperties: A, properties: { b: B } }, '{"title":"a"}'],
  [{ additionalProperties: true, properties: { b: B } }, 'open'],
  [{ $schema: MODERN, unevaluatedProperties: false }, 'listed'],
  [{ $schema: MODERN, unevaluatedProperties: A }, '{"title":"a"}'],
  [{ $schema: MODERN, unevaluatedProperties: false, additionalProperties: A }, '{"title":"a"}'],
  [{ const: { a: 1 } }, '{"const":1}'],
  [{ const: { b: 1 } }, 'closed'],
  [{ enum: [{ a: 1 }, 'x', { a: 2 }, { b: 3 }] }, '{"const":1} {"const":2}'],
  [{ if: { properties: { a: A } }, properties: { b: B } }, 'open'],
  [{ not: { properties: { a: A } }, properties: { b: B } }, 'open'],
  [{ dependentSchemas: { b: { properties: { a: A } } }, properties: { b: B } }, 'open'],
  [{ dependencies: { b: { properties: { a: A } } }, properties: { b: B } }, 'open'],
  [{ properties: { a: A }, allOf: [{ properties: { a: B } }] }, '{"allOf":[{"title":"a"},{"title":"b"}]}'],
  [{ properties: { a: A }, allOf: [{ properties: { a: true } }] }, '{"title":"a"}'],
  [{ $ref: '#/$defs/a', $defs: { a: { properties: { a: A } } } }, '{"title":"a"}'],
  [{ $ref: 'other.json', properties: { b: B } }, 'open'],
  [{ $ref: '#', properties: { b: B } }, 'listed'],
  [{ $ref: '#', properties: { a: A } }, '{"title":"a"}'],
  [{ $ref: 7, properties: { b: B } }, 'listed'],
  [{ $dynamicRef: '#n', properties: { b: B } }, 'open'],
  [{ $recursiveRef: '#', properties: { b: B } }, 'open'],
  [{ oneOf: [{ properties: { a: A } }, { properties: { a: B } }] }, '{"title":"a"} {"title":"b"}'],
  [{ anyOf: [{ properties: { a: A } }, {}] }, 'open'],
  [{ if: {}, then: { properties: { a: A } }, else: { properties: { a: B } } }, '{"title":"a"} {"title":"b"}'],
  [{ then: { properties: { a: A } }, else: { properties: { a: B } } }, 'nothing'],
  [{ if: { properties: { b: B } }, properties: { b: B } }, 'listed'],
  [{ not: { required: ['b'] }, properties: { b: B } }, 'listed'],
  [{ unevaluatedProperties: false }, 'nothing'],
  [{ enum: [{ a: 1 }, ['x'], null] }, '{"const":1}'],
])('the field "a" of %j: %s', (schema, expected) => {
  const parts = partsOf(schema);
  expect([parts.idOf(A), parts.idOf(B)]).toEqual([0, 1]);
  expect(shown(parts.field(schema, 'a'))).toBe(expected);
});

test.each<[Schema, string]>([
  [{}, 'nothing'],
  [{ type: 'array' }, 'never'],
  [{ properties: { a: A, no: false }, patternProperties: { b: B } }, '{"title":"a"} {"title":"b"}'],
  [{ properties: { no: false } }, 'empty'],
  [{ properties: { a: A }, additionalProperties: B }, '{"title":"a"} {"title":"b"}'],
  [{ properties: { a: A }, additionalProperties: true }, 'open'],
  [{ properties: { a: A }, additionalProperties: false }, '{"title":"a"}'],
  [{ additionalProperties: false }, 'empty'],
  [{ unevaluatedProperties: B }, 'nothing'],
  [{ $schema: MODERN, unevaluatedProperties: B }, '{"title":"b"}'],
  [{ $schema: MODERN, unevaluatedProperties: false }, 'nothing'],
  [{ properties: { a: A }, allOf: [{ properties: { b: B } }] }, '{"title":"a"} {"title":"b"}'],
  [{ const: { a: 1, b: [2] } }, '{"const":1} {"const":[2]}'],
])('all fields of %j: %s', (schema, expected) => {
  expect(shown(partsOf(schema).fields(schema))).toBe(expected);
});

test.each<[Schema, string]>([
  [{}, 'nothing'],
  [{ type: 'object' }, 'never'],
  [{ items: A }, '{"title":"a"}'],
  [{ items: true }, 'open'],
  [{ items: false }, 'empty'],
  [{ items: [A] }, 'open'],
  [{ items: [] }, 'nothing'],
  [{ items: [A], additionalItems: B }, '{"title":"a"} {"title":"b"}'],
  [{ items: [A], additionalItems: false }, '{"title":"a"}'],
  [{ prefixItems: [A] }, 'open'],
  [{ prefixItems: [A], items: B }, '{"title":"a"} {"title":"b"}'],
  [{ prefixItems: [A], unevaluatedItems: false }, 'open'],
  [{ $schema: MODERN, prefixItems: [A], unevaluatedItems: false }, '{"title":"a"}'],
  [{ items: A, contains: { properties: {} } }, '{"title":"a"} {"properties":{}}'],
  [{ items: A, contains: { type: 'string' } }, '{"title":"a"}'],
  [{ const: [1, 'x'] }, '{"const":1} {"const":"x"}'],
])('the items of %j: %s', (schema, expected) => {
  expect(shown(partsOf(schema).items(schema))).toBe(expected);
});

test.each<[Schema, string[]]>([
  [{}, []],
  [{ properties: { b: {}, a: {}, no: false }, required: ['r', 7] }, ['b', 'a', 'r']],
  [{ dependentRequired: { x: ['d'] }, dependencies: { x: ['e'], y: { properties: { f: {} } } } }, ['d', 'e', 'f']],
  [{ const: { c: 1 } }, ['c']],
  [{ enum: [{ a: 1 }, 3, { b: 1 }] }, ['a', 'b']],
  [{ allOf: [{ required: ['a'] }], anyOf: [{ required: ['b'] }], oneOf: [{ required: ['c'] }] }, ['a', 'b', 'c']],
  [{ if: { required: ['i'] }, then: { required: ['t'] }, else: { required: ['e'] } }, ['t', 'e']],
  [{ dependentSchemas: { x: { required: ['d'] } } }, ['d']],
  [{ $ref: '#/$defs/a', $defs: { a: { required: ['a'], $ref: '#' } } }, ['a']],
])('the names in %j are %j', (schema, expected) => {
  expect([...partsOf(schema).names(schema)]).toEqual(expected);
});

test('schemas are numbered in order', () => {
  const parts = partsOf({});
  expect([parts.idOf(A), parts.idOf(B), parts.idOf(A), parts.idOf(NOTHING)]).toEqual([0, 1, 0, 2]);
});

test('the same combination is the same schema', () => {
  const c = { title: 'c' };
  const schema = { properties: { a: c }, allOf: [{ properties: { a: B } }, { properties: { a: A } }] };
  const parts = partsOf(schema);
  for (const one of [A, B, c]) parts.idOf(one);
  const first = parts.field(schema, 'a');
  const second = parts.field(schema, 'a');
  if (first.is !== 'known' || second.is !== 'known') throw new Error('it is not known');
  expect(first.schemas).toEqual([{ allOf: [A, B, c] }]);
  expect(second.schemas[0]).toBe(first.schemas[0]);
});

test.each([
  [4, 4, 16],
  [1, 16, 16],
  [1, 17, 18],
  [3, 6, 9],
])('%i and %i alternatives give %i', (a, b, expected) => {
  const anyOf = (count: number, letter: string): Schema => ({
    anyOf: Array.from({ length: count }, (_, at) => ({ properties: { a: { title: `${letter}${at}` } } })),
  });
  const schema = { allOf: [anyOf(a, 'a'), anyOf(b, 'b')] };
  const answer = partsOf(schema).field(schema, 'a');
  expect(answer.is === 'known' && answer.schemas.length).toBe(expected);
});
