import type { Diagnostic } from '../../diagnostics/diagnostic';
import { SourceText } from '../../diagnostics/source-text';
import { parseYaml } from './parse-yaml';
import type { Spec } from './spec';

const parsed = (text: string, roundsNumbers = false): Spec | Diagnostic[] =>
  parseYaml(SourceText.decoded('a.yaml', Buffer.from(text)), { roundsNumbers });

function spec(text: string): Spec {
  const found = parsed(text);
  if (Array.isArray(found)) throw new Error(JSON.stringify(found));
  return found;
}

/** The first problem as `line:column+length message | hint`. */
function problem(text: string): string {
  const found = parsed(text);
  if (!Array.isArray(found)) throw new Error(JSON.stringify(found.data));
  const { line, column, length, code, message, hint } = found[0]!;
  return `${line}:${column}+${length} ${code}: ${message}${hint ? ` | ${hint}` : ''}`;
}

describe('documents', () => {
  test.each<[string, unknown, true | undefined]>([
    ['', null, undefined],
    ['a: 1', { a: 1 }, undefined],
    ['---\n', null, undefined],
    ['---\na: 1\n---\n', { a: 1 }, undefined],
    ['---\n# nothing\n---\n---\n', [], true],
    ['a: 1\n---\nb: 2\n', [{ a: 1 }, { b: 2 }], true],
    ['a: 1\n---\n---\nb: 2\n', [{ a: 1 }, { b: 2 }], true],
    ['null\n---\n~\n', [null, null], true],
    ['!!null\n---\n&a\n', [null, null], true],
  ])('%j', (text, data, isMultiDocument) => {
    expect([spec(text).data, spec(text).isMultiDocument]).toEqual([data, isMultiDocument]);
  });

  test('a pointer leads into one of several', () => {
    const several = spec('a: 1\n---\nb: [2, 3]\n');
    const at = (pointer: string, part?: 'key' | 'value'): string => {
      const { line, column, length } = several.locate(pointer, part);
      return `${line}:${column}+${length}`;
    };
    expect([at('/0/a'), at('/1/b/1'), at('/1/b', 'key'), at('/7/b')]).toEqual(['1:4+1', '3:8+1', '3:1+1', '1:1+1']);
  });
});

describe('values', () => {
  test.each<[string, unknown]>([
    ['a: 2001-12-14', { a: '2001-12-14' }],
    ['a: !!timestamp 2001-12-14', { a: '2001-12-14' }],
    ['a: yes\nb: 0o17\nc: 1_0', { a: 'yes', b: 15, c: '1_0' }],
    ['a: !!binary aGk=', { a: 'aGk=' }],
    ['a: .inf\nb: -.inf', { a: Infinity, b: -Infinity }],
    ['? a\n: 1', { a: 1 }],
    ['1: a\ntrue: b\nnull: c', { '1': 'a', true: 'b', '': 'c' }],
    ['!!set { a, b }', ['a', 'b']],
    ['!!omap [ b: 1, a: 2 ]', { b: 1, a: 2 }],
    ['[ a: 1, b: 2 ]', [{ a: 1 }, { b: 2 }]],
    ['__proto__: 1', JSON.parse('{"__proto__":1}')],
  ])('%j', (text, data) => {
    expect(spec(text).data).toEqual(data);
  });

  test('a number that is not exact is an error, unless numbers are rounded', () => {
    expect(problem('a: 12345678901234567')).toMatch(/^1:4\+17 spec-number: /);
    expect(parsed('a: 12345678901234567', true)).toHaveProperty('data', { a: 12345678901234568 });
  });
});

describe('anchors and merge keys', () => {
  test.each<[string, unknown]>([
    ['a: &x { b: 1 }\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
    ['a: &x 1\nb: &x 2\nc: *x', { a: 1, b: 2, c: 2 }],
    ['&k a: 1\nb: *k', { a: 1, b: 'a' }],
    ['a: &x { b: 1, c: 2 }\nd:\n  <<: *x\n  c: 3', { a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }],
    ['a: &x { b: 1 }\nd:\n  b: 3\n  <<: *x', { a: { b: 1 }, d: { b: 3 } }],
    ['a: { <<: { b: 1 }, c: 2 }', { a: { b: 1, c: 2 } }],
    ['a: &x { b: 1 }\nb: &y { b: 2, c: 3 }\nd:\n  <<: [*x, *y]', { a: { b: 1 }, b: { b: 2, c: 3 }, d: { b: 1, c: 3 } }],
    ['a: &l [ { b: 1 }, { c: 2 } ]\nd:\n  <<: *l', { a: [{ b: 1 }, { c: 2 }], d: { b: 1, c: 2 } }],
    ['"<<": 1', { '<<': 1 }],
  ])('%j', (text, data) => {
    expect(spec(text).data).toEqual(data);
  });

  test.each([
    ['a: { <<: 1 }', '1:10+1'],
    ['a: { <<: [ { b: 1 }, 2 ] }', '1:10+15'],
    ['a: &x 1\nb: { <<: *x }', '2:10+2'],
  ])('%j merges no object', (text, place) => {
    expect(problem(text)).toBe(
      `${place} spec-syntax: YAML: the key "<<" takes an object or a list of objects | give it an alias of an object, as in "<<: *name"`,
    );
  });

  test('an alias needs an anchor before it', () => {
    expect(problem('a: &name 1\nb: *nama')).toBe(
      '2:4+5 spec-syntax: YAML: no anchor "nama" stands before this alias | did you mean "name"?',
    );
    expect(problem('a: &x [*x]')).toBe(
      '1:8+2 spec-syntax: YAML: this alias stands inside of its own anchor "x" | write the values out',
    );
  });

  test('aliases of aliases may stand for a million values', () => {
    const levels = (width: number): string =>
      [
        'a: &a [1]',
        ...'bcdef'.split('').map((name, at) => `${name}: &${name} [${Array(width).fill(`*${'abcde'[at]}`).join()}]`),
      ].join('\n');
    expect(problem(levels(20))).toBe(
      '6:11+2 spec-syntax: YAML: aliases make this more than 1000000 values | let fewer aliases stand in what other aliases repeat',
    );
    expect(spec(levels(10)).data).toHaveProperty('f');
  });
});

describe('errors', () => {
  test.each([
    ['a: 1\na: 2', '2:1+1 spec-key: the key "a" is in this object twice | the first one is in line 1'],
    ['a: { <<: {}, <<: {} }', '1:14+2 spec-key: the key "<<" is in this object twice | the first one is in line 1'],
    ['1: a\n"1": b', '2:1+3 spec-key: the key "1" is in this object twice | the first one is in line 1'],
    ['? [a]\n: 1', '1:3+3 spec-key: a key must be a plain value | write a text or a number'],
    ['a: "b', '1:6+1 spec-syntax: YAML syntax: Missing closing "quote'],
    ['a: !x b', '1:4+2 spec-syntax: YAML syntax: Unresolved tag: !x'],
  ])('%j', (text, expected) => {
    expect(problem(text)).toBe(expected);
  });

  test('the first five errors of syntax are reported', () => {
    const found = parsed('- !a 1\n- !b 1\n- !c 1\n- !d 1\n- !e 1\n- !f 1\n') as Diagnostic[];
    expect(found.map(({ line, message }) => `${line} ${message}`)).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((tag, at) => `${at + 1} YAML syntax: Unresolved tag: !${tag}`),
    );
    expect(found[0]).toEqual({
      severity: 'error',
      code: 'spec-syntax',
      message: 'YAML syntax: Unresolved tag: !a',
      file: 'a.yaml',
      line: 1,
      column: 3,
      length: 2,
      excerpt: '- !a 1',
    });
  });
});
