import { SchemaDocument } from './schema-document';
import { Absent, Shapes, withFields, type Shape } from './shape';

const shapeOf = (schema: unknown): Shape => new Shapes(new SchemaDocument('s.json', schema)).pattern;

/** What a value may be. */
const may = ({ mayBeScalar, mayBeBoolean, mayBeContext, mayBeList }: Shape): string =>
  [mayBeScalar && 'scalar', mayBeBoolean && 'boolean', mayBeContext && 'context', mayBeList && 'list']
    .filter(Boolean)
    .join(' ');

test.each([
  [{}, 'scalar boolean context list'],
  [{ type: 'object' }, 'context'],
  [{ type: 'array' }, 'list'],
  [{ type: 'string' }, 'scalar context'],
  [{ type: 'integer' }, 'scalar context'],
  [{ type: 'boolean' }, 'scalar boolean'],
  [{ type: 'null' }, 'scalar'],
  [{ properties: {} }, 'context'],
  [false, ''],
])('a value of %j may be: %s', (schema, expected) => expect(may(shapeOf(schema))).toBe(expected));

describe('the fields of a shape', () => {
  const hint = (schema: unknown, name: string): unknown => {
    const found = shapeOf(schema).field(name);
    return found instanceof Absent ? found.hint : found && may(found);
  };

  it.each([
    [{ type: 'array' }, 'length', 'scalar context'],
    [{ type: 'string' }, 'length', 'scalar context'],
    [{ type: 'string' }, '0', 'scalar context'],
    [{ type: 'array', items: { type: 'boolean' } }, '10', 'scalar boolean'],
    [{ type: 'array', items: { type: 'boolean' } }, '01', 'what is asked for it is an array by s.json#'],
    [{ type: 'string' }, '1.5', 'what is asked for it is a string by s.json#'],
    [{ type: ['string', 'null'] }, 'a', 'what is asked for it is a string or null by s.json#'],
    [{ type: ['array', 'null'] }, 'a', 'what is asked for it is an array or null by s.json#'],
    [{ type: 'integer' }, 'length', 'what is asked for it is a number by s.json#'],
    [false, 'a', undefined],
    [{}, 'a', undefined],
    [{ properties: { title: {} } }, 'other', undefined],
    [
      { properties: { title: {} } },
      'titel',
      'did you mean "title"?\nthe fields are those of s.json#; "additionalProperties": true in it allows others',
    ],
    [
      { properties: { title: {} }, additionalProperties: false },
      'other',
      'known: "title"\nthe fields are those of s.json#',
    ],
  ])('%j has %s: %j', (schema, name, expected) => expect(hint(schema, name)).toBe(expected));

  it('of a listed value have no place', () => {
    const found = shapeOf({ const: { a: { b: 1 }, c: 'x' } });
    const field = (name: string): Shape => found.field(name) as Shape;
    expect(field('a').field('d')).toEqual(new Absent('known: "b"'));
    expect(field('c').field('d')).toEqual(new Absent('what is asked for it is a string'));
  });
});

describe('the elements of a shape', () => {
  it.each([
    [{ type: 'array', items: { type: 'boolean' } }, 'scalar boolean'],
    [{ items: { type: 'null' } }, 'scalar'],
    [{ type: 'object', additionalProperties: { type: 'null' } }, 'scalar'],
    [
      { type: ['object', 'array'], items: { type: 'null' }, additionalProperties: { type: 'object' } },
      'scalar context',
    ],
  ])('of %j may be: %s', (schema, expected) => expect(may(shapeOf(schema).elements() as Shape)).toBe(expected));

  it.each([
    [{ type: 'string' }, 'nothing'],
    [{ type: 'array', items: false }, 'nothing'],
    [{ type: 'array' }, undefined],
    [{}, undefined],
  ])('of %j are %j', (schema, expected) => expect(shapeOf(schema).elements()).toBe(expected));
});

test('a group is a closed object with a list of patterns', () => {
  const { group } = new Shapes(new SchemaDocument('s.json', { type: 'boolean' }));
  const patterns = group.field('patterns') as Shape;
  expect([may(group), may(patterns), may(patterns.elements() as Shape)]).toEqual(['context', 'list', 'scalar boolean']);
  expect(group.field('other')).toEqual(new Absent('known: "patterns"'));
});

test('equal shapes have equal keys', () => {
  const schema = { properties: { a: { type: 'string' }, b: { anyOf: [{ $ref: '#/properties/a' }] } } };
  const shape = shapeOf(schema);
  const key = (name: string): string => (shape.field(name) as Shape).key;
  expect(key('a')).toBe(key('a'));
  expect(key('a')).not.toBe(key('b'));
});

describe('a shape with other fields', () => {
  const base = shapeOf({ type: 'object', properties: { a: { type: 'null' } }, additionalProperties: false });
  const [text, list] = [shapeOf({ type: 'string' }), shapeOf({ type: 'array' })];

  it('is an object with unknown elements', () => {
    const shape = withFields(base, new Map([['x', text]]));
    expect(may(shape)).toBe('context');
    expect(shape.elements()).toBeUndefined();
  });

  it('has its own fields, and those of its base', () => {
    const shape = withFields(
      base,
      new Map([
        ['x', text],
        ['y', undefined],
      ]),
    );
    expect(shape.field('x')).toBe(text);
    expect(shape.field('y')).toBeUndefined();
    expect(may(shape.field('a') as Shape)).toBe('scalar');
    expect(shape.field('b')).toBeInstanceOf(Absent);
    expect(withFields(undefined, new Map()).field('b')).toBeUndefined();
  });

  it('may be changed again', () => {
    const shape = withFields(
      withFields(
        base,
        new Map([
          ['x', text],
          ['y', text],
        ]),
      ),
      new Map([['x', list]]),
    );
    expect(shape.field('x')).toBe(list);
    expect(shape.field('y')).toBe(text);
    expect(may(shape.field('a') as Shape)).toBe('scalar');
  });

  it('has a key of its base and its fields in any order', () => {
    const own = { key: 'T' } as Shape;
    expect(
      withFields(
        { key: 'B' } as Shape,
        new Map([
          ['y', own],
          ['x', undefined],
        ]),
      ).key,
    ).toBe('(B;x=?;y=T)');
    expect(withFields(undefined, new Map([['x', own]])).key).toBe('(?;x=T)');
  });

  it.each([
    [200, true],
    [201, false],
  ])('has a field with a key of %i characters: %j', (length, isKept) => {
    const long = { key: 'k'.repeat(length) } as Shape;
    expect(withFields(base, new Map([['x', long]])).field('x')).toBe(isKept ? long : undefined);
  });
});
