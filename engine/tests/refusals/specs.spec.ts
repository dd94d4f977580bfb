import { refusal, type Refusal } from '../../testing/small';
import { endDriver } from '../../testing/workspace';

afterAll(endDriver);

/** Cases of invalid TOML with the expected error. */
function toml(cases: readonly (readonly [text: string, says: string])[]): Refusal[] {
  return cases.map(([text, says]) => ({
    title: `TOML: ${JSON.stringify(text)}`,
    files: { 'specs/c.toml': text },
    options: { patterns: ['specs/*.toml'] },
    says: [`specs/c.toml:${says}`],
  }));
}

const CASES: readonly Refusal[] = [
  {
    title: 'JSON: a missing comma',
    files: { 'specs/a.json': '{\n  "title": "A"\n  "b": 1\n}' },
    says: ['specs/a.json:3:3 error spec-syntax: JSON syntax: comma expected', '  3 |   "b": 1', '    |   ^^^'],
  },
  {
    title: 'JSON: ends too early',
    files: { 'specs/a.json': '{ "title": ' },
    says: [
      'specs/a.json:1:12 error spec-syntax: JSON syntax: value expected',
      '  1 | { "title": ',
      '    |            ^',
    ],
  },
  {
    title: 'JSON: empty',
    files: { 'specs/a.json': '' },
    says: ['specs/a.json:1:1 error spec-syntax: JSON syntax: value expected', '  1 | ', '    | ^'],
  },
  {
    title: 'JSON: several errors',
    files: { 'specs/a.json': '{ title: "A", "b": tru, }' },
    says: [
      'specs/a.json:1:3 error spec-syntax: JSON syntax: invalid symbol',
      '  1 | { title: "A", "b": tru, }',
      '    |   ^^^^^',
    ],
  },
  {
    title: 'JSON: trailing text',
    files: { 'specs/a.json': '{} {}' },
    says: ['specs/a.json:1:4 error spec-syntax: JSON syntax: end of file expected', '  1 | {} {}', '    |    ^'],
  },
  {
    title: 'YAML: a wrong indent',
    files: { 'specs/b.yaml': 'a: 1\n b: 2\n' },
    says: [
      'specs/b.yaml:1:4 error spec-syntax: YAML syntax: Implicit keys need to be on a single line',
      '  1 | a: 1',
      '    |    ^',
      'specs/b.yaml:1:4 error spec-syntax: YAML syntax: Nested mappings are not allowed in compact mappings',
      '  1 | a: 1',
      '    |    ^',
    ],
  },
  {
    title: 'YAML: a tab',
    files: { 'specs/b.yaml': 'a:\n\t- b\n' },
    says: [
      'specs/b.yaml:2:1 error spec-syntax: YAML syntax: Tabs are not allowed as indentation',
      '  2 |  - b',
      '    | ^',
    ],
  },
  {
    title: 'YAML: an unclosed quote',
    files: { 'specs/b.yaml': 'a: "x\nb: 1\n' },
    says: ['specs/b.yaml:3:1 error spec-syntax: YAML syntax: Missing closing "quote', '  3 | ', '    | ^'],
  },
  {
    title: 'YAML: an unknown tag',
    files: { 'specs/b.yaml': 'a: !!js/function "x"\n' },
    says: [
      'specs/b.yaml:1:4 error spec-syntax: YAML syntax: Unresolved tag: tag:yaml.org,2002:js/function',
      '  1 | a: !!js/function "x"',
      '    |    ^^^^^^^^^^^^^',
    ],
  },
  {
    title: 'JSON: a duplicate key',
    files: { 'specs/a.json': '{\n  "title": "A",\n  "a": { "title": 1 },\n  "titl\\u0065": "B"\n}' },
    says: [
      'specs/a.json:4:3 error spec-key: the key "title" is in this object twice',
      '  4 |   "titl\\u0065": "B"',
      '    |   ^^^^^^^^^^^^',
      '  hint: the first one is in line 2',
    ],
  },
  {
    title: 'JSON with comments: a duplicate key',
    files: { 'specs/a.jsonc': '{ // one\n  "__proto__": 1,\n  "__proto__": 2,\n}' },
    options: { patterns: ['specs/*.jsonc'] },
    says: [
      'specs/a.jsonc:3:3 error spec-key: the key "__proto__" is in this object twice',
      '  3 |   "__proto__": 2,',
      '    |   ^^^^^^^^^^^',
      '  hint: the first one is in line 2',
    ],
  },
  {
    title: 'JSON: inexact numbers',
    files: { 'specs/a.json': '{\n  "a": [-9223372036854775808],\n  "b": 1e400, "c": 1e-400\n}' },
    says: [
      'specs/a.json:2:9 error spec-number: -9223372036854775808 cannot be kept exactly: it would become -9223372036854776000',
      '  2 |   "a": [-9223372036854775808],',
      '    |         ^^^^^^^^^^^^^^^^^^^^',
      '  hint: write it as a text, in quotes',
      'specs/a.json:3:8 error spec-number: 1e400 cannot be kept exactly: it would become Infinity',
      '  3 |   "b": 1e400, "c": 1e-400',
      '    |        ^^^^^',
      '  hint: write it as a text, in quotes',
      'specs/a.json:3:20 error spec-number: 1e-400 cannot be kept exactly: it would become 0',
      '  3 |   "b": 1e400, "c": 1e-400',
      '    |                    ^^^^^^',
      '  hint: write it as a text, in quotes',
    ],
  },
  {
    title: 'JSON: a single inexact number',
    files: { 'specs/a.json': '9007199254740993' },
    says: [
      'specs/a.json:1:1 error spec-number: 9007199254740993 cannot be kept exactly: it would become 9007199254740992',
      '  1 | 9007199254740993',
      '    | ^^^^^^^^^^^^^^^^',
      '  hint: write it as a text, in quotes',
    ],
  },
  {
    title: 'YAML: a duplicate key',
    files: { 'specs/b.yaml': 'title: A\n"1": a\n1: b\n' },
    says: [
      'specs/b.yaml:3:1 error spec-key: the key "1" is in this object twice',
      '  3 | 1: b',
      '    | ^',
      '  hint: the first one is in line 2',
    ],
  },
  {
    title: 'YAML: a list as a key',
    files: { 'specs/b.yaml': 'title: B\n? [a, b]\n: 1\n' },
    says: [
      'specs/b.yaml:2:3 error spec-key: a key must be a plain value',
      '  2 | ? [a, b]',
      '    |   ^^^^^^',
      '  hint: write a text or a number',
    ],
  },
  {
    title: 'YAML: an inexact integer',
    files: { 'specs/b.yaml': 'title: B\nid: 0xFFFFFFFFFFFFFFFF\n' },
    says: [
      'specs/b.yaml:2:5 error spec-number: 0xFFFFFFFFFFFFFFFF cannot be kept exactly: it would become 18446744073709552000',
      '  2 | id: 0xFFFFFFFFFFFFFFFF',
      '    |     ^^^^^^^^^^^^^^^^^^',
      '  hint: write it as a text, in quotes',
    ],
  },
  {
    title: 'YAML: a fraction that overflows',
    files: { 'specs/b.yaml': 'a: [.inf, 1e400]\n' },
    says: [
      'specs/b.yaml:1:11 error spec-number: 1e400 cannot be kept exactly: it would become Infinity',
      '  1 | a: [.inf, 1e400]',
      '    |           ^^^^^',
      '  hint: write it as a text, in quotes',
    ],
  },
  {
    title: 'YAML: a merge of a value other than an object',
    files: { 'specs/b.yaml': 'a:\n  <<: [{ b: 1 }, 2]\n' },
    says: [
      'specs/b.yaml:2:7 error spec-syntax: YAML: the key "<<" takes an object or a list of objects',
      '  2 |   <<: [{ b: 1 }, 2]',
      '    |       ^^^^^^^^^^^^^',
      '  hint: give it an alias of an object, as in "<<: *name"',
    ],
  },
  {
    title: 'YAML: a merge of an alias of a string',
    files: { 'specs/b.yaml': 'a: &a text\nb:\n  <<: *a\n' },
    says: [
      'specs/b.yaml:3:7 error spec-syntax: YAML: the key "<<" takes an object or a list of objects',
      '  3 |   <<: *a',
      '    |       ^^',
      '  hint: give it an alias of an object, as in "<<: *name"',
    ],
  },
  {
    title: 'YAML: an unknown alias',
    files: { 'specs/b.yaml': 'base: &base 1\na: *bsae\n' },
    says: [
      'specs/b.yaml:2:4 error spec-syntax: YAML: no anchor "bsae" stands before this alias',
      '  2 | a: *bsae',
      '    |    ^^^^^',
      '  hint: did you mean "base"?',
    ],
  },
  {
    title: 'YAML: an alias in its own anchor',
    files: { 'specs/b.yaml': 'a: &a\n  b: [*a]\n' },
    says: [
      'specs/b.yaml:2:7 error spec-syntax: YAML: this alias stands inside of its own anchor "a"',
      '  2 |   b: [*a]',
      '    |       ^^',
      '  hint: write the values out',
    ],
  },
  {
    title: 'YAML: an alias bomb',
    files: {
      'specs/b.yaml': Array.from('abcdefgh')
        .map(
          (name, at, all) =>
            `${name}: &${name} [${Array(9)
              .fill(at === 0 ? 'x' : `*${all[at - 1]}`)
              .join()}]\n`,
        )
        .join(''),
    },
    says: [
      'specs/b.yaml:7:8 error spec-syntax: YAML: aliases make this more than 1000000 values',
      '  7 | g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]',
      '    |        ^^',
      '  hint: let fewer aliases stand in what other aliases repeat',
    ],
  },
  {
    title: 'YAML: an error in the second document',
    files: { 'specs/b.yaml': 'a: 1\n---\nb: [\n' },
    says: [
      'specs/b.yaml:4:1 error spec-syntax: YAML syntax: Flow sequence in block collection must be sufficiently indented and end with a ]',
      '  4 | ',
      '    | ^',
    ],
  },
  ...toml([
    ['a = [1, 2\nb = 3\n', '2:1 error spec-syntax: TOML syntax: expected comma or end of structure'],
    ['a = 1\na.b = 2\n', '2:1 error spec-syntax: TOML syntax: trying to redefine an already defined table or value'],
    ['[a]\n[a]\n', '2:2 error spec-syntax: TOML syntax: trying to redefine an already defined table or value'],
    ['title = A\n', '1:9 error spec-syntax: TOML syntax: invalid value'],
    ['day = 1979-13-01\n', '1:7 error spec-syntax: TOML syntax: invalid date'],
    [
      '[a]\nb.c = [1, 9223372036854775807]\n',
      '2:11 error spec-number: 9223372036854775807 cannot be kept exactly: it would become 9223372036854776000',
    ],
    ['a = inf\nb = 1_0e4_00\n', '2:5 error spec-number: 1_0e4_00 cannot be kept exactly: it would become Infinity'],
  ]),
  {
    title: 'not UTF-8',
    files: { 'specs/a.json': Buffer.from('{\n  "é": "€", "t": "Bücher"\n}', 'latin1') },
    says: [
      'specs/a.json:2:4 error encoding: the file is not valid UTF-8',
      '  2 |   "�": "�", "t": "B�cher"',
      '    |    ^',
      '  hint: save it as UTF-8',
    ],
  },
  {
    title: 'a NUL character',
    files: { 'specs/a.json': '{\n  "a": "x\u0000y"\n}' },
    says: [
      'specs/a.json:2:10 error encoding: the file holds a NUL character',
      '  2 |   "a": "x y"',
      '    |          ^',
      '  hint: remove it',
    ],
  },
  {
    title: 'JSON: too deep',
    files: { 'specs/a.json': '['.repeat(300) + ']'.repeat(300) },
    says: [
      'specs/a.json:1:1 error spec-depth: the spec is nested more than 200 levels deep',
      '  1 | ' + '['.repeat(160),
      '    | ^',
      '  hint: flatten it',
    ],
  },
  {
    title: 'JSON: far too deep',
    files: { 'specs/a.json': '['.repeat(100000) + ']'.repeat(100000) },
    says: [
      'specs/a.json:1:1 error spec-depth: the spec is nested more than 200 levels deep',
      '  1 | ' + '['.repeat(160),
      '    | ^',
      '  hint: flatten it',
    ],
  },
  {
    title: 'JSON: far too deep and invalid',
    files: { 'specs/a.json': '['.repeat(100000) },
    says: [
      'specs/a.json:1:1 error spec-depth: the spec is nested more than 200 levels deep',
      '  1 | ' + '['.repeat(160),
      '    | ^',
      '  hint: flatten it',
    ],
  },
  {
    title: 'YAML: too deep',
    files: { 'specs/b.yaml': '['.repeat(300) + ']'.repeat(300) },
    says: [
      'specs/b.yaml:1:1 error spec-depth: the spec is nested more than 200 levels deep',
      '  1 | ' + '['.repeat(160),
      '    | ^',
      '  hint: flatten it',
    ],
  },
  {
    title: 'YAML: far too deep',
    files: { 'specs/b.yaml': '['.repeat(20000) },
    says: [
      'specs/b.yaml:1:1 error spec-depth: the spec is nested more than 200 levels deep',
      '  1 | ' + '['.repeat(160),
      '    | ^',
      '  hint: flatten it',
    ],
  },
];

describe('an error in a spec', () => {
  it.each(CASES)('$title', async (one) => {
    const said = await refusal(one);
    expect(one.title.startsWith('TOML') ? said.slice(0, 1) : said).toEqual(one.says);
  });
});
