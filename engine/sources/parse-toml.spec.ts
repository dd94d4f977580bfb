import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { parts } from '../testing/parts';
import { parseSpec } from './parse-spec';
import type { Spec } from './spec';

const keys = fc.oneof(fc.stringMatching(/^[a-z]{1,6}$/), fc.constantFrom('', 'x.y', '__proto__', "'", 'a/b', '~', 'ü'));
const { table: tables } = fc.letrec((tie) => ({
  table: fc.dictionary(keys, tie('value'), { maxKeys: 3 }),
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ maxLength: 6 }),
    fc.integer(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('table'),
    fc.array(tie('table'), { maxLength: 3 }),
  ),
}));

function specOf(text: string): Spec {
  const spec = parseSpec('a.toml', Buffer.from(text));
  if (Array.isArray(spec)) throw new Error(JSON.stringify(spec));
  return spec;
}

function textAt(spec: Spec, pointer: string, part: 'key' | 'value'): string {
  const { column, excerpt, length } = spec.locate(pointer, part);
  return excerpt!.slice(column! - 1, column! - 1 + length!);
}

test('TOML yields its data and the place of each part', () => {
  fc.assert(
    fc.property(tables, (table) => {
      const spec = specOf(stringify(table));
      expect(JSON.stringify(spec.data)).toBe(JSON.stringify(parse(stringify(table))));
      for (const [pointer, key, inner] of parts(spec.data)) {
        if (key !== undefined) expect(Object.keys(parse(`${textAt(spec, pointer, 'key')} = 0`))).toEqual([key]);
        if (typeof inner !== 'object') expect(parse(`v = ${textAt(spec, pointer, 'value')}`)).toEqual({ v: inner });
      }
    }),
    { numRuns: 300 },
  );
});

test('all forms of keys, strings and tables have places', () => {
  const spec = specOf(String.raw`# a comment with "quotes" and [brackets]
a.b . "c d" = 1 # one
'' = [ 1, # two
  [2, "]"], { x = "}", y.z = ['#'] } , ]
t = """
a \""" b""""" # not in the text
l = '''it''s''' # nor this
[list."x.y"]
[[list.of]]
v = 1979-05-27 07:32:00 # a date
[list.of.in]
n = 0x1F
[[list.of]]
[[list.of.in]]
n = 1e3
m = true`);
  expect(spec.data).toEqual({
    a: { b: { 'c d': 1 } },
    '': [1, [2, ']'], { x: '}', y: { z: ['#'] } }],
    t: 'a """ b""',
    l: "it''s",
    list: { 'x.y': {}, of: [{ v: '1979-05-27 07:32:00', in: { n: 31 } }, { in: [{ n: 1000, m: true }] }] },
  });
  const places: Record<string, string> = {
    '/a/b': 'b',
    '/a/b/c d': '1',
    '//1/1': '"]"',
    '//2/y/z/0': "'#'",
    '/t': '"""',
    '/l': "'''it''s'''",
    '/list/x.y': '[list."x.y"]',
    '/list/of': '[[list.of]]',
    '/list/of/0/v': '1979-05-27 07:32:00',
    '/list/of/0/in': '[list.of.in]',
    '/list/of/1/in/0/m': 'true',
    '/list/of/1/nope': '[[list.of]]',
  };
  const found = Object.keys(places).map((pointer) => [pointer, textAt(spec, pointer, 'value')]);
  expect(Object.fromEntries(found)).toEqual(places);
  expect(spec.locate('/list/of/1/in/0/m', 'key')).toMatchObject({ line: 16, column: 1, length: 1 });
});

test('a file may have one table or none', () => {
  expect(specOf('').data).toEqual({});
  expect(specOf('\ufeff# nothing\r\n').data).toEqual({});
  expect(specOf('a = 1\r\n[b]\r\nc = "x"\r\n').locate('/b/c')).toMatchObject({ line: 3, column: 5, length: 3 });
});

describe('numbers', () => {
  const parsed = (text: string, options?: { roundsNumbers: boolean }): unknown => {
    const spec = parseSpec('a.toml', Buffer.from(text), options);
    return Array.isArray(spec) ? spec : spec.data;
  };

  test('that cannot be kept are reported at their places, at most five', () => {
    const lines = [1, 2, 3, 4, 5, 6].map((n) => `k${n} = [9007199254740993]\n`);
    const problems = parsed(lines.join('')) as { line: number }[];
    expect(problems.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
    expect(problems[0]).toMatchObject({
      severity: 'error',
      code: 'spec-number',
      message: '9007199254740993 cannot be kept exactly: it would become 9007199254740992',
      hint: 'write it as a text, in quotes',
      file: 'a.toml',
      column: 7,
      length: 16,
    });
    expect(parsed('k = 9007199254740993')).toHaveLength(1);
  });

  test.each(['1e400', '-1e400', '1e-400', '0.0000001e-400'])('%s is reported', (text) => {
    expect(parsed(`k = ${text}`)).toMatchObject([{ code: 'spec-number', line: 1, column: 5 }]);
  });

  test.each([
    ['9007199254740992', 9007199254740992],
    ['9007199254740991', 9007199254740991],
    ['0', 0],
    ['0.0', 0],
    ['1e20', 1e20],
    ['1.5', 1.5],
    ['inf', Infinity],
    ['nan', NaN],
  ])('%s is kept', (text, value) => {
    expect(parsed(`k = ${text}`)).toEqual({ k: value });
  });

  test('are rounded for a schema', () => {
    expect(parsed('k = 9007199254740993', { roundsNumbers: true })).toEqual({ k: 9007199254740992 });
  });
});

test('a syntax error has its place', () => {
  expect(parseSpec('a.toml', Buffer.from('a = 1\nb = \n'))).toMatchObject([
    { severity: 'error', code: 'spec-syntax', file: 'a.toml', line: 2 },
  ]);
  const [problem] = parseSpec('a.toml', Buffer.from('a = 1\na = 2\n')) as { message: string }[];
  expect(problem!.message).toMatch(/^TOML syntax: [^\n]+$/);
  expect(problem!.message).not.toContain('Invalid TOML document');
});
