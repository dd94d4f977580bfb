import { InheritedPropertyError } from './inherited-property';
import { FIELD_HELPER, MissingFieldError, requireField } from './missing-field';

const CONTEXT = { context: true };

/** Calls the helper as a compiled template does. */
function value(from: unknown, lead: string, parts: readonly string[] = [], options: object = {}): unknown {
  return requireField.call(CONTEXT, from, lead, ...parts, options);
}

/** Message, shown path, field and known fields of the error. */
function missing(...call: Parameters<typeof value>): unknown {
  try {
    value(...call);
  } catch (error) {
    if (!(error instanceof MissingFieldError)) throw error;
    return [error.message, error.shown, error.field, error.known];
  }
  return 'it exists';
}

test('the name of the helper cannot be written in a template', () => {
  expect(FIELD_HELPER).toBe('nx-workflow-field');
});

describe('a field that exists', () => {
  it.each<[string, unknown, string, string[], unknown]>([
    ['a text', { a: 'x' }, '', ['a'], 'x'],
    ['an inner value', { a: { b: 0 } }, '', ['a', 'b'], 0],
    ['null', { a: null }, '', ['a'], null],
    ['false', { a: false }, '', ['a'], false],
    ['an item of a list', { a: ['x', 'y'] }, '', ['a', '1'], 'y'],
    ['a variable', 'key', '@key', [], 'key'],
    ['a part of a variable', { a: 1 }, '@root.', ['a'], 1],
    ['the length of a text', { a: 'xyz' }, '', ['a', 'length'], 3],
  ])('may be %s', (_, from, lead, parts, expected) => expect(value(from, lead, parts)).toBe(expected));

  it('may be a function, which is called with the context', () => {
    const from = {
      a(this: unknown) {
        return this;
      },
    };
    expect(value(from, '', ['a'])).toBe(CONTEXT);
  });
});

describe('a field that does not exist', () => {
  it.each<[string, unknown, string, string[], unknown[]]>([
    ['in the data', { a: 1, b: 2 }, '', ['c'], ['there is no field "c"', 'c', 'c', ['a', 'b']]],
    ['that is undefined', { a: undefined }, '', ['a'], ['there is no field "a"', 'a', 'a', ['a']]],
    ['in an object', { a: { b: 1 } }, '', ['a', 'c', 'd'], ['there is no field "c" in "a"', 'a.c', 'c', ['b']]],
    ['in an inner object', { a: { b: {} } }, '', ['a', 'b', 'c'], ['there is no field "c" in "a.b"', 'a.b.c', 'c', []]],
    ['in null', { a: null }, '', ['a', 'c'], ['there is no field "c" in "a"', 'a.c', 'c', []]],
    ['in a list', { a: ['x'] }, '', ['a', 'c'], ['there is no field "c" in "a"', 'a.c', 'c', []]],
    ['in a text', { a: 'x' }, '', ['a', 'c'], ['there is no field "c" in "a"', 'a.c', 'c', []]],
    ['in the outer context', { a: 1 }, '../', ['c'], ['there is no field "c" in ".."', '../c', 'c', ['a']]],
    ['in two contexts further out', {}, '../../', ['c'], ['there is no field "c" in "../.."', '../../c', 'c', []]],
    ['in a variable', { a: 1 }, '@root.', ['c'], ['there is no field "c" in "@root"', '@root.c', 'c', ['a']]],
    ['in a block parameter', { a: 1 }, 'item.', ['c'], ['there is no field "c" in "item"', 'item.c', 'c', ['a']]],
    ['in no block parameter', undefined, 'item.', ['c'], ['there is no field "c" in "item"', 'item.c', 'c', []]],
    [
      'but is an inherited method',
      { a: 1 },
      '',
      ['toString'],
      ['there is no field "toString"', 'toString', 'toString', ['a']],
    ],
  ])('%s', (_, from, lead, parts, expected) => expect(missing(from, lead, parts)).toEqual(expected));

  it('may be a variable', () => {
    const options = { data: { _parent: 1, key: 'k', name: 'n' } };
    const expected = ['there is no "@kye"', '@kye', '@kye', ['@key', '@name']];
    expect(missing(undefined, '@kye', [], options)).toEqual(expected);
    expect(missing(undefined, '@kye.', ['a'], options)).toEqual(expected);
    expect(missing(undefined, '@kye', [], {})).toEqual(['there is no "@kye"', '@kye', '@kye', []]);
  });
});

test('an inherited value is another error', () => {
  class Shape {
    get size(): number {
      return Object.keys(this).length;
    }
  }
  expect(() => value(new Shape(), '', ['size'])).toThrow(new InheritedPropertyError('size'));
});
