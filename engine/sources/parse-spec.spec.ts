import fc from 'fast-check';
import { stringify } from 'yaml';
import { parseSpec } from './parse-spec';
import { parts } from '../testing/parts';

const keys = fc.oneof(fc.stringMatching(/^[a-z]{1,6}$/), fc.constantFrom('a/b', 'a~b', '1', ' ', 'ü', '"'));
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ maxLength: 6 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 3 }),
  ),
})).value;

function textAt(spec: ReturnType<typeof parseSpec>, pointer: string, part: 'key' | 'value'): string {
  if (Array.isArray(spec)) throw new Error(JSON.stringify(spec));
  const { column, excerpt, length } = spec.locate(pointer, part);
  return excerpt!.slice(column! - 1, column! - 1 + length!);
}

describe('a spec', () => {
  it('in JSON yields its data and the place of each part', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(undefined, 1), (value, indent) => {
        const spec = parseSpec('a.json', Buffer.from(JSON.stringify(value, null, indent)));
        expect(Array.isArray(spec) ? spec : spec.data).toEqual(value);
        for (const [pointer, key, inner] of parts(value)) {
          if (key !== undefined) expect(textAt(spec, pointer, 'key')).toBe(JSON.stringify(key));
          if (inner === null || typeof inner !== 'object')
            expect(textAt(spec, pointer, 'value')).toBe(JSON.stringify(inner));
        }
      }),
    );
  });

  it('in YAML yields its data and the place of each part', () => {
    fc.assert(
      fc.property(values, (value) => {
        const spec = parseSpec('a.yaml', Buffer.from(stringify(value, { lineWidth: 0, blockQuote: false })));
        expect(Array.isArray(spec) ? spec : spec.data).toEqual(value);
        for (const [pointer, key, inner] of parts(value)) {
          if (key !== undefined && /^[a-z]+$/.test(key))
            expect(textAt(spec, pointer, 'key')).toMatch(new RegExp(`^"?${key}"?$`));
          if (typeof inner === 'number') expect(textAt(spec, pointer, 'value')).toBe(String(inner));
        }
      }),
    );
  });

  it('in several YAML documents yields a list of their data and the place of each part', () => {
    fc.assert(
      fc.property(fc.array(values, { minLength: 2, maxLength: 4 }), (all) => {
        const text = all.map((value) => stringify(value, { lineWidth: 0, blockQuote: false })).join('---\n');
        const spec = parseSpec('a.yaml', Buffer.from(text));
        expect(Array.isArray(spec) ? spec : [spec.data, spec.isMultiDocument]).toEqual([all, true]);
        for (const [pointer, , inner] of parts(all)) {
          if (typeof inner === 'number') expect(textAt(spec, pointer, 'value')).toBe(String(inner));
        }
      }),
    );
  });

  it('in JSON with duplicate keys is always rejected', () => {
    fc.assert(
      fc.property(fc.dictionary(keys, values, { minKeys: 1, maxKeys: 4 }), fc.nat(), (object, at) => {
        const members = Object.entries(object).map(
          ([key, value]) => `${JSON.stringify(key)} : ${JSON.stringify(value)}`,
        );
        const again = `${JSON.stringify(Object.keys(object)[at % members.length])}:0`;
        const parse = (all: readonly string[]) =>
          parseSpec('a.json', Buffer.from(`[{${JSON.stringify('"')}:${JSON.stringify('":')},"in":{${all.join()}}}]`));
        const spec = parse([...members, again]);
        expect(Array.isArray(spec) && spec.map(({ code }) => code)).toEqual(['spec-key']);
        expect(parse(members)).toHaveProperty('data');
      }),
    );
  });

  it('may have comments, trailing commas and a byte order mark', () => {
    const spec = parseSpec('a.json', Buffer.from('\uFEFF{ // one\n "a": [1, /* two */ 2,],\n}'));
    expect(Array.isArray(spec) ? spec : spec.data).toEqual({ a: [1, 2] });
    expect(textAt(spec, '/a/1', 'value')).toBe('2');
    const yaml = parseSpec('a.yml', Buffer.from('\uFEFFa: 1 # one\n'));
    expect(Array.isArray(yaml) ? yaml : yaml.data).toEqual({ a: 1 });
  });

  it('finds the nearest part for a pointer to a missing part', () => {
    const json = parseSpec('a.json', Buffer.from('{ "a": { "b": 1 } }'));
    expect(textAt(json, '/a/x/y', 'value')).toBe('{ "b": 1 }');
    expect(textAt(json, '/nope', 'key')).toBe('{ "a": { "b": 1 } }');
    const yaml = parseSpec('a.yaml', Buffer.from('a:\n  b: 1\n'));
    expect(textAt(yaml, '/a/b/y', 'value')).toBe('1');
  });

  it('never throws for arbitrary bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 30 }).map((list) => Buffer.from(list)),
      fc
        .array(
          fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            ':',
            ',',
            '"',
            'a',
            '\n',
            ' ',
            '- ',
            '&x ',
            '*x',
            '!!',
            '|',
            '#',
            '1',
            '__proto__',
            '=',
            '.',
            '[[',
            '---\n',
            '<<: ',
            "'''",
          ),
          { maxLength: 20 },
        )
        .map((list) => Buffer.from(list.join(''))),
    );
    fc.assert(
      fc.property(bytes, fc.constantFrom('a.json', 'a.yaml', 'a.toml'), (text, path) => {
        const spec = parseSpec(path, text);
        if (!Array.isArray(spec)) spec.locate('/a/0/b', 'key');
        else expect(spec.every(({ file, message }) => file === path && message !== '')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a spec is refused', () => {
  test('with a NUL character', () => {
    expect(parseSpec('a.json', Buffer.from('{\n"a": "\0" }'))).toEqual([
      {
        severity: 'error',
        code: 'encoding',
        message: 'the file holds a NUL character',
        file: 'a.json',
        line: 2,
        column: 7,
        length: 1,
        excerpt: '"a": "\0" }',
        hint: 'remove it',
      },
    ]);
    expect(parseSpec('a.json', Buffer.from('\0'))).toMatchObject([{ code: 'encoding', line: 1, column: 1 }]);
  });

  const nested = (depth: number, [open, inner, close]: readonly [string, string, string]): string =>
    open.repeat(depth) + inner + close.repeat(depth);

  test.each<[string, readonly [string, string, string]]>([
    ['a.json', ['[', '1', ']']],
    ['b.json', ['{"a":', 'null', '}']],
    // With a comment, the depth is not known from `JSON.parse`.
    ['c.json', ['[', '1 // one\n', ']']],
    ['d.json', ['{"a":', '1 // one\n', '}']],
    ['e.yaml', ['[', '1', ']']],
    ['f.yaml', ['{ a: ', '1', ' }']],
  ])('if it is nested too deeply: %s', (path, parts) => {
    expect(parseSpec(path, Buffer.from(nested(200, parts)))).toHaveProperty('data');
    expect(parseSpec(path, Buffer.from(nested(201, parts)))).toMatchObject([
      {
        severity: 'error',
        code: 'spec-depth',
        message: 'the spec is nested more than 200 levels deep',
        file: path,
        line: 1,
        column: 1,
        hint: 'flatten it',
      },
    ]);
  });

  test.each([
    ['a.json', '['],
    ['a.json', '// one\n['],
    ['a.yaml', '['],
  ])('if its parser would need too much of the stack: %s, %j', (path, open) => {
    const [start, last] = [open.slice(0, -1), open.slice(-1)];
    const text = start + last.repeat(30_000) + ']'.repeat(30_000);
    expect(parseSpec(path, Buffer.from(text))).toMatchObject([{ code: 'spec-depth' }]);
  });
});
