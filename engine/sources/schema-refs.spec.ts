import { externalRef } from './schema-refs';

test('a reference to another file is reported with its place', () => {
  expect(externalRef({ properties: { 'a/b': { $ref: 'other.json#/$defs/x' } } })).toEqual({
    message: 'the schema refers to another file, "other.json#/$defs/x", and other files are not followed',
    hint: 'put what it refers to under "$defs" of this schema, and refer to "#/$defs/…"',
    pointer: '/properties/a~1b/$ref',
  });
});

test.each<[place: string, schema: unknown, pointer: string]>([
  ['a dynamic reference', { $dynamicRef: './a.yaml' }, '/$dynamicRef'],
  ['a list', { anyOf: [true, { $ref: 'a.yml' }] }, '/anyOf/1/$ref'],
  ['the first of several', { a: { $ref: 'a.json' }, b: { $ref: 'b.json' } }, '/a/$ref'],
  ['a name in upper case', { $ref: 'A.JSON' }, '/$ref'],
  ['beside another id', { $id: 'https://x.org/b.json', $ref: 'a.json' }, '/$ref'],
  ['a drive letter', { $ref: 'c:/a.json' }, '/$ref'],
  ['a name that ends like an id', { $id: 'xa.json', $ref: 'a.json' }, '/$ref'],
  ['an id that is no text', { $id: { x: 1 }, $ref: 'a.json' }, '/$ref'],
])('found in %s', (_place, schema, pointer) => {
  expect(externalRef(schema)?.pointer).toBe(pointer);
});

test.each<[what: string, schema: unknown]>([
  ['true', true],
  ['null', null],
  ['a pointer', { $ref: '#/$defs/a.json' }],
  ['a URL', { $ref: 'https://x.org/a.json' }],
  ['a URL in upper case', { $ref: 'HTTPS://x.org/a.json' }],
  ['a path without an extension', { $ref: 'other' }],
  ['another extension in the middle', { $ref: 'a.json.txt' }],
  ['an id of the schema', { $id: 'a.json', $ref: 'a.json#/x' }],
  ['the end of an id of a part', { $defs: { a: { $id: 'https://x.org/a.json' } }, $ref: './a.json' }],
  ['one of several ids', { $id: 'b.json', $defs: { a: { $id: 'a.json' } }, $ref: 'a.json' }],
  ['a constant', { const: { $ref: 'a.json' } }],
  ['an enumeration', { enum: [{ $ref: 'a.json' }] }],
  ['a default', { default: { $ref: 'a.json' } }],
  ['examples', { examples: [{ $ref: 'a.json' }] }],
  ['a text elsewhere', { title: 'a.json', $comment: 'b.json' }],
])('not found in %s', (_what, schema) => {
  expect(externalRef(schema)).toBeUndefined();
});
