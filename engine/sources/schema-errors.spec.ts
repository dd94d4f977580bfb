import type { ErrorObject } from 'ajv';
import { describeErrors, SPEC_CONTEXT, type Checked } from './schema-errors';

const RULES = { ...SPEC_CONTEXT, rules: 'schema.json' };

const error = (keyword: string, fields: Partial<ErrorObject> = {}): ErrorObject => ({
  keyword,
  instancePath: '',
  schemaPath: `#/${keyword}`,
  params: {},
  ...fields,
});

const checked: Checked = {
  path: 'a.json',
  data: {},
  locate: (pointer, part = 'value') => ({ file: `a.json at ${part} ${pointer}` }),
};

const messages = (errors: readonly ErrorObject[], words = RULES): string[] =>
  describeErrors(checked, errors, words).map(({ message }) => message);

test('an error has the place of its value and names the rule', () => {
  const required = error('required', { instancePath: '/a/b~1c', params: { missingProperty: 'name' } });
  expect(describeErrors(checked, [required], RULES)).toEqual([
    {
      severity: 'error',
      code: 'spec-schema',
      message: '"a.b/c" lacks "name"',
      file: 'a.json at value /a/b~1c',
      hint: 'the rule is schema.json#/required',
    },
  ]);
});

test('no errors have no description', () => {
  expect(describeErrors(checked, [], RULES)).toEqual([]);
});

test.each<[keyword: string, fields: Partial<ErrorObject>, message: string]>([
  ['required', { params: { missingProperty: 'x' } }, 'the spec lacks "x"'],
  ['type', { params: { type: 'string' }, data: 1 }, 'the spec must be string, not 1'],
  ['type', { params: { type: 'string,null,array' }, data: {} }, 'the spec must be string or null or array, not {}'],
  ['type', { params: { type: 'string' }, data: undefined }, 'the spec must be string, not nothing'],
  ['const', { params: { allowedValue: 'a' }, data: 'b' }, 'the spec must be "a", not "b"'],
  ['pattern', { params: { pattern: '^a$' }, data: 'b' }, 'the spec is "b", which does not match ^a$'],
  ['false schema', {}, 'the spec is not allowed'],
  ['not', { data: [1] }, 'the spec is [1], which the schema rules out'],
  ['uniqueItems', { params: { i: 3, j: 1 } }, 'the spec holds the same twice: items 1 and 3'],
  ['minimum', { message: 'must be >= 2' }, 'the spec must be >= 2'],
  ['minimum', {}, 'the spec fails "minimum"'],
])('the message of %s', (keyword, fields, message) => {
  expect(messages([error(keyword, fields)])).toEqual([message]);
});

test.each(['additionalProperty', 'unevaluatedProperty'])('an unknown property in %s is marked by its key', (param) => {
  const keyword = param.replace('Property', 'Properties');
  const unknown = error(keyword, {
    instancePath: '/a',
    params: { [param]: 'na/e' },
    parentSchema: { properties: { name: {}, other: {} } },
  });
  const [problem] = describeErrors(checked, [unknown], RULES);
  expect(problem).toMatchObject({
    message: '"a" has an unknown property "na/e"',
    file: 'a.json at key /a/na~1e',
    hint: 'did you mean "name"?',
  });
});

test('an unknown property of a schema without properties has no suggestion', () => {
  const unknown = { params: { additionalProperty: 'x' } };
  const [open] = describeErrors(checked, [error('additionalProperties', { ...unknown, parentSchema: {} })], RULES);
  const [none] = describeErrors(checked, [error('additionalProperties', unknown)], RULES);
  expect(open).toEqual(none);
  expect(open).toMatchObject({ message: 'the spec has an unknown property "x"', file: 'a.json at key /x' });
});

test('a value outside of an enumeration lists the allowed ones', () => {
  const allowedValues = ['a', 1, null];
  expect(describeErrors(checked, [error('enum', { params: { allowedValues }, data: 'b' })], RULES)).toMatchObject([
    { message: 'the spec is "b"', hint: 'allowed: "a", 1, null', file: 'a.json at value ' },
  ]);
});

test('a forbidden property is marked by its key', () => {
  expect(describeErrors(checked, [error('false schema', { instancePath: '/a' })], RULES)).toMatchObject([
    { message: '"a" is not allowed', file: 'a.json at key /a' },
  ]);
});

test('a property name is marked by its key', () => {
  const named = error('maxLength', { instancePath: '/a', propertyName: 'x/y', message: 'must be short' });
  const words = { ...RULES, inWhole: ' in the data' };
  expect(describeErrors(checked, [named], words)).toMatchObject([
    { message: 'the name of the property "x/y" in the data must be short', file: 'a.json at key /a/x~1y' },
  ]);
  const { message: _message, ...silent } = named;
  expect(messages([silent])).toEqual(['the name of the property "x/y" is not allowed']);
});

test('a failed "propertyNames" without errors of its own is told as any other rule', () => {
  const named = error('propertyNames', { propertyName: 'x', message: 'property name must be valid' });
  expect(messages([named])).toEqual(['the spec property name must be valid']);
});

test('long values are cut after 57 characters', () => {
  const of = (length: number): string[] => messages([error('not', { data: 'a'.repeat(length) })]);
  expect(of(58)).toEqual([`the spec is "${'a'.repeat(58)}", which the schema rules out`]);
  expect(of(59)).toEqual([`the spec is "${'a'.repeat(56)}…, which the schema rules out`]);
});

test('at most ten errors are told, the first ones', () => {
  const errors = Array.from({ length: 12 }, (_item, at) => error('required', { params: { missingProperty: at } }));
  expect(messages(errors)).toEqual(Array.from({ length: 10 }, (_item, at) => `the spec lacks "${at}"`));
});

test('hints name the part of data without places', () => {
  const words = { code: 'data-schema', whole: 'the data of "a"', inWhole: ' in the data of "a"', hasPointers: true };
  const errors = ['', '/b/0'].map((instancePath) => error('minimum', { instancePath }));
  expect(describeErrors(checked, errors, { ...words, rules: 'data.json' })).toMatchObject([
    { code: 'data-schema', message: 'the data of "a" fails "minimum"', hint: 'the rule is data.json#/minimum' },
    {
      code: 'data-schema',
      message: '"b.0" in the data of "a" fails "minimum"',
      hint: 'the rule is data.json#/minimum\nit is at /b/0 of the data',
    },
  ]);
});

describe('an error of alternatives', () => {
  const inner = (schemaPath: string, instancePath = '/a'): ErrorObject =>
    error('type', { schemaPath, instancePath, params: { type: 'string' }, data: 1 });
  const INNER = '"a" must be string, not 1';

  test.each(['anyOf', 'oneOf', 'propertyNames'])('%s is left out if its branches tell more', (keyword) => {
    const outer = error(keyword, { instancePath: '/a' });
    expect(messages([inner(`#/${keyword}/0/type`), outer])).toEqual([INNER]);
    expect(messages([inner(`#/${keyword}s/0/type`), outer])).toEqual([INNER, `"a" fails "${keyword}"`]);
    expect(messages([inner(`#/${keyword}/0/type`, '/b'), outer])).toEqual([
      '"b" must be string, not 1',
      `"a" fails "${keyword}"`,
    ]);
  });

  test.each(['then', 'else'])('"if" is left out if "%s" tells more', (branch) => {
    const outer = error('if', { instancePath: '/a', schemaPath: '#/if/if' });
    expect(messages([inner(`#/if/${branch}/type`), outer])).toEqual([INNER]);
    expect(messages([inner('#/if/other/type'), outer])).toEqual([INNER, '"a" fails "if"']);
  });

  test('any other rule is told beside the errors below it', () => {
    const outer = error('allOf', { instancePath: '/a' });
    expect(messages([inner('#/allOf/0/type'), outer])).toEqual([INNER, '"a" fails "allOf"']);
  });
});
