import { sha256 } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { CostlyCheckError } from './bounded-check';
import { CostlyPatternError } from './bounded-reg-exp';
import { loadSchema, parseSchema } from './schema-check';
import { SPEC_CONTEXT, type Checked, type CheckContext } from './schema-errors';

const DATA_CONTEXT: CheckContext = { code: 'data-schema', whole: 'the data' };

let workspace: TemporaryWorkspace;
beforeEach(() => (workspace = temporaryWorkspace()));
afterEach(() => workspace.remove());

const load = (schema: string | object, path = 's.json'): ReturnType<typeof loadSchema> => {
  const text = typeof schema === 'string' ? schema : JSON.stringify(schema);
  workspace.write(path, text);
  return loadSchema(workspace.root, path, sha256(text));
};

const check = (schema: string | object, data: unknown, context = SPEC_CONTEXT): unknown => {
  const validate = load(schema);
  if (Array.isArray(validate)) throw new Error(JSON.stringify(validate));
  const checked: Checked = { path: 'a.json', data, locate: (pointer) => ({ file: `a.json${pointer}` }) };
  return validate(checked, context);
};

test('valid data has no problems', () => {
  expect(check({ type: 'object' }, {})).toEqual([]);
});

test('the problems of data name the schema', () => {
  const schema = { required: ['a'], properties: { b: { type: 'string' } } };
  expect(check(schema, { b: 1 })).toEqual([
    {
      severity: 'error',
      code: 'spec-schema',
      message: 'the spec lacks "a"',
      file: 'a.json',
      hint: 'the rule is s.json#/required',
    },
    {
      severity: 'error',
      code: 'spec-schema',
      message: '"b" must be string, not 1',
      file: 'a.json/b',
      hint: 'the rule is s.json#/properties/b/type',
    },
  ]);
});

test('only own properties count as present', () => {
  expect(check({ required: ['constructor'] }, {})).toMatchObject([{ message: 'the spec lacks "constructor"' }]);
});

test('formats and unknown keywords are not checked', () => {
  expect(check({ type: 'string', format: 'email', 'x-own': 1 }, 'none')).toEqual([]);
});

test('equal objects are found in a list', () => {
  expect(check({ uniqueItems: true }, [{ a: 1 }, { a: 1 }])).toMatchObject([
    { message: 'the spec holds the same twice: items 0 and 1' },
  ]);
});

test.each([
  [undefined, ['a', 1], true],
  ['http://json-schema.org/draft-07/schema#', ['a', 1], true],
  ['https://json-schema.org/draft/2019-09/schema', ['a', 1], true],
  ['https://json-schema.org/draft/2020-12/schema', ['a', 1], false],
])('"prefixItems" in the dialect %s', (dialect, data, isValid) => {
  const schema = { ...(dialect ? { $schema: dialect } : {}), prefixItems: [{ type: 'string' }, { type: 'string' }] };
  expect((check(schema, data) as unknown[]).length === 0).toBe(isValid);
});

test.each([
  [undefined, true],
  ['https://json-schema.org/draft/2019-09/schema', false],
])('"unevaluatedProperties" in the dialect %s', (dialect, isValid) => {
  const schema = { ...(dialect ? { $schema: dialect } : {}), unevaluatedProperties: false };
  expect((check(schema, { a: 1 }) as unknown[]).length === 0).toBe(isValid);
});

test('true is a schema', () => {
  expect(check('true', 1)).toEqual([]);
});

test('a schema that JSON Schema forbids has the problems and their places', () => {
  expect(load('{\n "type": "text"}')).toContainEqual(
    expect.objectContaining({
      severity: 'error',
      code: 'schema',
      message: '"type" is "text"',
      file: 's.json',
      line: 2,
      hint: 'allowed: "array", "boolean", "integer", "null", "number", "object", "string"',
    }),
  );
  expect(load({ minLength: -1 })).toContainEqual(
    expect.objectContaining({ hint: expect.stringMatching(/^the rule is JSON Schema's own #/) as string }),
  );
});

test('a schema that is no object or boolean is reported', () => {
  expect(load('1')).toContainEqual(
    expect.objectContaining({ code: 'schema', message: 'the schema must be object or boolean, not 1' }),
  );
  expect(load('null')).toMatchObject([{ severity: 'error', code: 'schema', file: 's.json' }]);
});

test('a reference to nothing is reported', () => {
  expect(load({ $ref: '#/$defs/none' })).toMatchObject([
    {
      severity: 'error',
      code: 'schema',
      message: "this is no usable JSON Schema: can't resolve reference #/$defs/none from id #",
      file: 's.json',
      line: 1,
    },
  ]);
});

test('a reference to another file is reported at its place', () => {
  expect(load('{\n "$ref": "b.json"}')).toMatchObject([
    { severity: 'error', code: 'schema', file: 's.json', line: 2, pointer: '/$ref' },
  ]);
});

test('a schema that refers to itself without end is reported', () => {
  const schema = { $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }] } }, $ref: '#/$defs/a' };
  expect(check(schema, 1)).toMatchObject([
    {
      severity: 'error',
      code: 'schema',
      message: 'the schema refers to itself without end',
      hint: 'a "$ref" that leads back to its own place must go through a property or an item on its way',
      file: 's.json',
    },
  ]);
  expect(check(schema, 1, DATA_CONTEXT)).toEqual([
    {
      severity: 'error',
      code: 'data-schema',
      message: 'checking the data by the schema does not end',
      hint: 'does the data hold itself, or the schema refer to itself?',
      file: 'a.json',
    },
  ]);
});

test('a check that costs too much is reported with a way out', () => {
  const throwing = (error: Error): unknown => {
    const data = Object.defineProperty({}, 'a', {
      get: () => {
        throw error;
      },
      enumerable: true,
    });
    return check({ properties: { a: { type: 'string' } } }, data);
  };
  const problem = { severity: 'error', code: 'spec-schema', file: 'a.json' };
  expect(throwing(new CostlyCheckError(2000))).toEqual([
    {
      ...problem,
      message: 'checking this spec by the schema takes more than 2 s',
      hint: 'in s.json, give alternatives that refer to themselves something to be told apart by',
    },
  ]);
  expect(throwing(new CostlyPatternError('/a/', 'b', 2000))).toEqual([
    {
      ...problem,
      message: 'the pattern /a/ takes more than 2 s on the value "b"',
      hint: 'in s.json, write the pattern without a repetition inside of a repetition, or bound the value by "maxLength"',
    },
  ]);
});

test('another error of a check is thrown', () => {
  const data = {
    get a(): never {
      throw new Error('mine');
    },
  };
  expect(() => check({ properties: { a: { type: 'string' } } }, data)).toThrow('mine');
});

describe('parseSchema', () => {
  test.each([
    ['s.json', '{"maximum": 9223372036854775807}'],
    ['s.yaml', 'maximum: 9223372036854775807'],
    ['s.toml', 'maximum = 9223372036854775807'],
  ])('reads %s, rounding limits', (path, text) => {
    workspace.write(path, text);
    expect(parseSchema(workspace.root, path)).toMatchObject({ path, data: { maximum: 9223372036854776000 } });
  });

  test('a missing file is reported', () => {
    expect(parseSchema(workspace.root, 'd/s.json')).toEqual([
      {
        severity: 'error',
        code: 'schema',
        message: "the schema cannot be read: ENOENT: no such file or directory, open './d/s.json'",
        file: 'd/s.json',
        hint: 'check the option "schema"',
      },
    ]);
  });

  test('a file that has changed is reported', () => {
    workspace.write('s.json', '{}');
    expect(parseSchema(workspace.root, 's.json', sha256('{ }'))).toMatchObject([{ file: 's.json' }]);
    expect(loadSchema(workspace.root, 's.json', '')).toMatchObject([{ file: 's.json' }]);
    expect(parseSchema(workspace.root, 's.json', sha256('{}'))).toMatchObject({ data: {} });
  });

  test('a syntax error is one of the schema', () => {
    workspace.write('s.json', '{');
    expect(parseSchema(workspace.root, 's.json')).toMatchObject([{ severity: 'error', code: 'schema', line: 1 }]);
  });

  test('several documents are reported at the second', () => {
    workspace.write('s.yaml', 'type: object\n---\ntype: string\n');
    expect(parseSchema(workspace.root, 's.yaml')).toMatchObject([
      { severity: 'error', code: 'schema', message: 'a schema is one document', file: 's.yaml', line: 3 },
    ]);
  });
});
