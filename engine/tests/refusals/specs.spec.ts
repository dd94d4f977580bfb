import { refusal, type Refusal } from '../../testing/small';
import { endDriver } from '../../testing/workspace';

afterAll(endDriver);

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
    title: 'JSON: text behind',
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
    title: 'YAML: a key twice',
    files: { 'specs/b.yaml': 'title: A\ntitle: B\n' },
    says: ['specs/b.yaml:2:1 error spec-syntax: YAML syntax: Map keys must be unique', '  2 | title: B', '    | ^'],
  },
  {
    title: 'YAML: a list as a key',
    files: { 'specs/b.yaml': 'title: B\n? [a, b]\n: 1\n' },
    says: [
      'specs/b.yaml:2:3 error spec-syntax: YAML syntax: a key must be a plain value',
      '  2 | ? [a, b]',
      '    |   ^',
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
    title: 'YAML: two documents',
    files: { 'specs/b.yaml': 'a: 1\n---\nb: 2\n' },
    says: ['specs/b.yaml:2:1 error spec-syntax: YAML syntax: a spec is one document', '  2 | ---', '    | ^^^'],
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
    title: 'YAML: an unknown alias',
    files: { 'specs/b.yaml': 'a: *b\n' },
    says: [
      'specs/b.yaml:1:4 error spec-syntax: YAML: Unresolved alias (the anchor must be set before the alias): b',
      '  1 | a: *b',
      '    |    ^^',
      '  hint: write the values out',
    ],
  },
  {
    title: 'YAML: a bomb',
    files: {
      'specs/b.yaml':
        'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n',
    },
    says: [
      'specs/b.yaml error spec-syntax: YAML: Excessive alias count indicates a resource exhaustion attack',
      '  hint: write the values out',
    ],
  },
  {
    title: 'not UTF-8',
    files: { 'specs/a.json': Buffer.from('7b2274223a22ff227d', 'hex') },
    says: ['specs/a.json error spec-encoding: the file is not valid UTF-8', '  hint: save it as UTF-8'],
  },
  {
    title: 'a NUL character',
    files: { 'specs/a.json': '{\n  "a": "x\u0000y"\n}' },
    says: [
      'specs/a.json:2:10 error spec-encoding: the file holds a NUL character',
      '  2 |   "a": "x y"',
      '    |          ^',
      '  hint: remove it',
    ],
  },
  {
    title: 'JSON: __proto__',
    files: { 'specs/a.json': '{\n  "a": [{ "__proto__": { "x": 1 } }]\n}' },
    says: [
      'specs/a.json:2:11 error spec-key: "__proto__" is not allowed as a key',
      '  2 |   "a": [{ "__proto__": { "x": 1 } }]',
      '    |           ^^^^^^^^^^^',
      "  hint: choose another name: this one reaches into JavaScript's own objects",
    ],
  },
  {
    title: 'JSON: __proto__ with an escape',
    files: { 'specs/a.json': '{ "\\u005f_proto__": 1 }' },
    says: [
      'specs/a.json:1:3 error spec-key: "__proto__" is not allowed as a key',
      '  1 | { "\\u005f_proto__": 1 }',
      '    |   ^^^^^^^^^^^^^^^^',
      "  hint: choose another name: this one reaches into JavaScript's own objects",
    ],
  },
  {
    title: 'JSON with comments: __proto__',
    files: { 'specs/a.json': '{ // a comment\n  "__proto__": { "x": 1 }\n}' },
    says: [
      'specs/a.json:2:3 error spec-key: "__proto__" is not allowed as a key',
      '  2 |   "__proto__": { "x": 1 }',
      '    |   ^^^^^^^^^^^',
      "  hint: choose another name: this one reaches into JavaScript's own objects",
    ],
  },
  {
    title: 'JSON: constructor',
    files: { 'specs/a.json': '{ "constructor": 1 }' },
    says: [
      'specs/a.json:1:3 error spec-key: "constructor" is not allowed as a key',
      '  1 | { "constructor": 1 }',
      '    |   ^^^^^^^^^^^^^',
      "  hint: choose another name: this one reaches into JavaScript's own objects",
    ],
  },
  {
    title: 'YAML: __proto__',
    files: { 'specs/b.yaml': 'a:\n  b: 1\n  __proto__:\n    x: 1\n' },
    says: [
      'specs/b.yaml:3:3 error spec-key: "__proto__" is not allowed as a key',
      '  3 |   __proto__:',
      '    |   ^^^^^^^^^',
      "  hint: choose another name: this one reaches into JavaScript's own objects",
    ],
  },
  {
    title: 'YAML: prototype in quotes',
    files: { 'specs/b.yaml': "a: { 'prototype' : 1 }\n" },
    says: [
      'specs/b.yaml:1:6 error spec-key: "prototype" is not allowed as a key',
      "  1 | a: { 'prototype' : 1 }",
      '    |      ^^^^^^^^^^^',
      "  hint: choose another name: this one reaches into JavaScript's own objects",
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
    title: 'JSON: far too deep and broken',
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
    expect(await refusal(one)).toEqual(one.says);
  });
});
