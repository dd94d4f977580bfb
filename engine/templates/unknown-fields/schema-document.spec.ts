import { ANYTHING, asSchema, listOf, mapOf, NOTHING, SchemaDocument, type Schema } from './schema-document';

test('a value as a schema', () => {
  const schema = { type: 'string' };
  expect(asSchema(schema)).toBe(schema);
  expect(asSchema(false)).toBe(NOTHING);
  for (const value of [true, undefined, null, 'x', 1, []]) expect(asSchema(value)).toBe(ANYTHING);
  expect([ANYTHING, NOTHING]).toEqual([{}, { not: {} }]);
});

test('schemas under a keyword', () => {
  const schema = { allOf: [{ a: 1 }, false, 'x'], properties: { a: { b: 1 }, c: false, d: 3 }, items: 'x' };
  expect(listOf(schema, 'allOf')).toEqual([{ a: 1 }, NOTHING, ANYTHING]);
  expect(listOf(schema, 'properties')).toEqual([]);
  expect(listOf(schema, 'other')).toEqual([]);
  expect(mapOf(schema, 'properties')).toEqual([
    ['a', { b: 1 }],
    ['c', NOTHING],
    ['d', ANYTHING],
  ]);
  expect(mapOf(schema, 'allOf')).toEqual([]);
  expect(mapOf(schema, 'items')).toEqual([]);
});

test.each([
  ['https://json-schema.org/draft/2019-09/schema', true],
  ['https://json-schema.org/draft/2020-12/schema', true],
  ['http://json-schema.org/draft-07/schema#', false],
  [2020, false],
  [undefined, false],
])('the dialect %j has unevaluatedProperties: %j', ($schema, expected) => {
  expect(new SchemaDocument('s.json', { $schema }).hasUnevaluated).toBe(expected);
  expect(new SchemaDocument('s.json', true).hasUnevaluated).toBe(false);
});

describe('the place of a schema', () => {
  const inner = { type: 'string' };
  const value = { properties: {} };
  const enumProperty = { type: 'number' };
  const root = { properties: { 'a/b~c': { items: [inner] }, enum: enumProperty }, const: value };
  const document = new SchemaDocument('dir/s.json', root);

  it('is a pointer in the file', () => {
    expect(document.whereIs(root)).toBe('dir/s.json#');
    expect(document.whereIs(inner)).toBe('dir/s.json#/properties/a~1b~0c/items/0');
    expect(document.whereIs(enumProperty)).toBe('dir/s.json#/properties/enum');
  });

  it('is unknown for values and other schemas', () => {
    expect(document.whereIs(value)).toBeUndefined();
    expect(document.whereIs({})).toBeUndefined();
  });

  it.each(['const', 'enum', 'default', 'examples'])('is unknown in %s', (keyword) => {
    const one = {};
    expect(new SchemaDocument('s', { [keyword]: [one] }).whereIs(one)).toBeUndefined();
  });

  it.each(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies'])(
    'is known in %s for any name',
    (keyword) => {
      const one = {};
      const own = new SchemaDocument('s', { [keyword]: { const: one, $id: { $id: 'x' } } });
      expect(own.whereIs(one)).toBe(`s#/${keyword}/const`);
    },
  );
});

describe('a reference', () => {
  const leaf = { title: 'leaf' };
  const anchored = { $anchor: 'here', title: 'anchored' };
  const old = { $id: '#old', title: 'old' };
  const deep = { title: 'deep' };
  const nested = { $id: 'sub/n.json#', $defs: { deep, own: { $anchor: 'own' } }, from: { $ref: '#/$defs/deep' } };
  const root: Schema = {
    $defs: { leaf, anchored, old, nested, 'a b': { title: 'space' }, 'x/y': { title: 'slash' }, no: false, '100%': {} },
    $ref: '#',
  };
  const document = new SchemaDocument('s.json', root);
  const title = (ref: string, schema: Schema = root): unknown => {
    const found = document.resolve(schema, ref);
    return found && (found['title'] ?? found);
  };

  it.each([
    ['#/$defs/leaf', 'leaf'],
    ['#here', 'anchored'],
    ['#old', 'old'],
    ['#/$defs/a%20b', 'space'],
    ['#/$defs/x~1y', 'slash'],
    ['#/$defs/no', { not: {} }],
    ['#/$defs/100%', {}],
    ['sub/n.json#/$defs/deep', 'deep'],
    ['sub/n.json', nested],
    ['sub/n.json#own', { $anchor: 'own' }],
    ['http://nx-workflow.invalid/sub/n.json#/$defs/deep', 'deep'],
  ])('to %s is found', (ref, expected) => expect(title(ref)).toEqual(expected));

  it('to the document itself is found', () => {
    expect(document.resolve(root, '#')).toBe(root);
    expect(document.resolve(root, '')).toBe(root);
    expect(document.resolve({}, '#/$defs/leaf')).toBe(leaf);
  });

  it.each([
    '#/$defs/none',
    '#/$defs/leaf/title/x',
    '#none',
    'other.json',
    'other.json#/$defs/leaf',
    '#/toString',
    '#own',
  ])('to %s is not found', (ref) => expect(title(ref)).toBeUndefined());

  it('is relative to the nearest $id', () => {
    expect(title('#/$defs/deep', nested.from)).toBe('deep');
    expect(title('#/$defs/leaf', nested.from)).toBeUndefined();
    expect(title('#own', nested.from)).toEqual({ $anchor: 'own' });
    expect(title('../#/$defs/leaf', nested.from)).toBe('leaf');
    expect(title('http://[', root)).toBeUndefined();
  });
});
