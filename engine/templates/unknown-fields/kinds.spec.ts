import { ALL_KINDS, KIND, kindNames, kindOf, Kinds, SCALARS } from './kinds';
import { asSchema, NOTHING, SchemaDocument, type Schema } from './schema-document';

/** Names of the kinds of the values of a schema: those it allows, and those its author intended. */
function kinds(root: unknown): { of: string; intended: string } {
  const own = new Kinds(new SchemaDocument('s.json', root));
  const schema = asSchema(root);
  const names = (bits: number): string => (bits === ALL_KINDS ? 'all' : kindNames(bits).join(' '));
  const of = names(own.of(schema));
  expect(names(own.of(schema))).toBe(of);
  return { of, intended: names(own.intended(schema)) };
}

test('kinds are flags', () => {
  expect(KIND).toEqual({ object: 1, array: 2, string: 4, number: 8, boolean: 16, null: 32 });
  expect([ALL_KINDS, SCALARS]).toEqual([63, 60]);
  expect(kindNames(0)).toEqual([]);
  expect(kindNames(63)).toEqual(['object', 'array', 'string', 'number', 'boolean', 'null']);
  expect(kindNames(34)).toEqual(['array', 'null']);
});

test.each([
  [{}, 1],
  [[], 2],
  ['', 4],
  [0, 8],
  [false, 16],
  [null, 32],
  [undefined, 63],
])('the kind of %j is %i', (value, kind) => expect(kindOf(value)).toBe(kind));

test.each<[Schema | boolean, string]>([
  [true, 'all'],
  [{}, 'all'],
  [{ type: 'integer' }, 'number'],
  [{ type: 'string', nullable: true }, 'string null'],
  [{ type: 'string', nullable: 'true' }, 'string'],
  [{ nullable: true }, 'all'],
  [{ type: ['object', 'null'] }, 'object null'],
  [{ type: [] }, ''],
  [{ type: 'other' }, 'all'],
  [{ type: 'constructor' }, 'all'],
  [{ type: 7 }, 'all'],
  [{ const: null }, 'null'],
  [{ const: [1] }, 'array'],
  [{ enum: ['a', 1, null] }, 'string number null'],
  [{ enum: [] }, ''],
  [{ enum: 'a' }, 'all'],
  [{ enum: ['a', 1], type: ['string', 'boolean'] }, 'string'],
  [{ allOf: [{ type: ['string', 'null'] }, { type: ['string', 'number'] }] }, 'string'],
  [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, 'string number'],
  [{ oneOf: [{ type: 'string' }, { type: 'object' }], anyOf: [{ type: 'object' }, { type: 'array' }] }, 'object'],
  [{ anyOf: [] }, 'all'],
  [{ anyOf: [{ type: 'string' }, false] }, 'string'],
  [{ if: {}, then: { type: 'string' }, else: { type: 'null' } }, 'string null'],
  [{ if: {}, then: { type: 'string' } }, 'all'],
  [{ then: { type: 'string' }, else: { type: 'null' } }, 'all'],
  [{ $ref: '#/$defs/a', $defs: { a: { type: ['string', 'null'] } }, type: ['null', 'object'] }, 'null'],
  [{ $ref: '#/$defs/none', type: 'string' }, 'string'],
  [{ $ref: '#' }, 'all'],
  [{ $ref: 7 }, 'all'],
])('the values of %j are: %s', (schema, expected) => {
  expect(kinds(schema).of).toBe(expected);
});

test('nothing has no kinds', () => {
  expect(new Kinds(new SchemaDocument('s.json', {})).of(NOTHING)).toBe(0);
});

test.each<[Schema, string]>([
  [{}, 'all'],
  [{ properties: {} }, 'object'],
  [{ additionalProperties: false }, 'object'],
  [{ patternProperties: {} }, 'object'],
  [{ required: [] }, 'object'],
  [{ items: {} }, 'array'],
  [{ prefixItems: [] }, 'array'],
  [{ contains: {} }, 'array'],
  [{ items: {}, properties: {} }, 'object array'],
  [{ type: 'string', properties: {} }, 'string'],
  [{ $ref: '#/$defs/a', $defs: { a: { properties: {} } } }, 'object'],
  [{ $ref: '#/$defs/a', items: {}, $defs: { a: { properties: {} } } }, 'array'],
  [{ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { properties: {} } } }, 'all'],
  [{ $ref: '#/$defs/none' }, 'all'],
  [{ $ref: '#' }, 'all'],
])('%j is meant for: %s', (schema, expected) => {
  expect(kinds(schema).intended).toBe(expected);
});
