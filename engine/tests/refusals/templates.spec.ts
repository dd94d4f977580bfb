import { refusal, type Refusal } from '../../testing/small';
import { endDriver } from '../../testing/workspace';

afterAll(endDriver);

const CASES: readonly Refusal[] = [
  {
    title: 'a block that is not closed',
    files: { 'templates/one.hbs': 'a\n{{#if x}}\nb\n' },
    says: [
      'templates/one.hbs:4:1 error template-syntax: the template ends too early',
      '  4 | ',
      '    | ^',
      '  hint: the block {{#if}} of line 2 is not closed',
    ],
  },
  {
    title: 'a block closed by another name',
    files: { 'templates/one.hbs': '{{#each x}}\n  {{/if}}\n{{/each}}' },
    says: [
      'templates/one.hbs:1:4 error template-syntax: the block {{#each}} is closed by {{/if}}',
      '  1 | {{#each x}}',
      '    |    ^^^^',
    ],
  },
  {
    title: 'a tag that is not closed',
    files: { 'templates/one.hbs': 'line one\nand {{title' },
    says: [
      'templates/one.hbs:2:7 error template-syntax: unexpected "t"',
      '  2 | and {{title',
      '    |       ^',
      '  hint: a name or a value belongs here',
    ],
  },
  {
    title: 'a wrong token',
    files: { 'templates/one.hbs': 'x\n\n  {{a b=}} c' },
    says: [
      'templates/one.hbs:3:9 error template-syntax: unexpected "}}"',
      '  3 |   {{a b=}} c',
      '    |         ^^',
      '  hint: a name or a value belongs here',
    ],
  },
  {
    title: 'too many braces',
    files: { 'templates/one.hbs': '{{a}}}' },
    says: [
      'templates/one.hbs:1:4 error template-syntax: unexpected "}}}"',
      '  1 | {{a}}}',
      '    |    ^^^',
      '  hint: this tag was opened by "{{", so close it by "}}"',
    ],
  },
  {
    title: 'a syntax error in a partial',
    files: { 'partials/x.hbs': '{{> }}' },
    says: [
      'partials/x.hbs:1:5 error template-syntax: unexpected "}}"',
      '  1 | {{> }}',
      '    |     ^^',
      '  hint: a name or a value belongs here',
    ],
  },
  {
    title: 'an invalid path',
    files: { 'templates/one.hbs': '{{foo.bar/../x}}' },
    says: [
      'templates/one.hbs:1:3 error template-syntax: Invalid path: foo.bar/..',
      '  1 | {{foo.bar/../x}}',
      '    |   ^^^^^^^^^^^^',
    ],
  },
  {
    title: 'an unknown helper',
    files: { 'templates/one.hbs': 'one\n  {{shoot title}} {{#repeat 3}}x{{/repeat}} {{json (jsn title)}}\n{{x y=1}}' },
    says: [
      'templates/one.hbs:2:5 error unknown-helper: there is no helper "shoot"',
      '  2 |   {{shoot title}} {{#repeat 3}}x{{/repeat}} {{json (jsn title)}}',
      '    |     ^^^^^',
      '  hint: known: "camelCase", "constantCase", "each", "eq", "if", "indent", "join", "json", "kebabCase", "log", "lookup", "partial", and 4 more',
      '  helpers of your own come from the module in the option "helpers"',
      'templates/one.hbs:2:22 error unknown-helper: there is no helper "repeat"',
      '  2 |   {{shoot title}} {{#repeat 3}}x{{/repeat}} {{json (jsn title)}}',
      '    |                      ^^^^^^',
      '  hint: known: "camelCase", "constantCase", "each", "eq", "if", "indent", "join", "json", "kebabCase", "log", "lookup", "partial", and 4 more',
      '  helpers of your own come from the module in the option "helpers"',
      'templates/one.hbs:2:53 error unknown-helper: there is no helper "jsn"',
      '  2 |   {{shoot title}} {{#repeat 3}}x{{/repeat}} {{json (jsn title)}}',
      '    |                                                     ^^^',
      '  hint: did you mean "json"?',
      '  helpers of your own come from the module in the option "helpers"',
      'templates/one.hbs:3:3 error unknown-helper: there is no helper "x"',
      '  3 | {{x y=1}}',
      '    |   ^',
      '  hint: known: "camelCase", "constantCase", "each", "eq", "if", "indent", "join", "json", "kebabCase", "log", "lookup", "partial", and 4 more',
      '  helpers of your own come from the module in the option "helpers"',
    ],
  },
  {
    title: 'an unknown helper, similar to one of the module',
    files: { 'templates/one.hbs': '{{shoot title}}', 'code/h.js': 'exports.shout = String;' },
    options: { helpers: 'code/h.js' },
    says: [
      'templates/one.hbs:1:3 error unknown-helper: there is no helper "shoot"',
      '  1 | {{shoot title}}',
      '    |   ^^^^^',
      '  hint: did you mean "shout"?',
      '  helpers of your own come from the module in the option "helpers"',
    ],
  },
  {
    title: 'an unknown partial',
    files: { 'templates/one.hbs': '\n {{> heder}}', 'partials/header.hbs': '' },
    says: [
      'templates/one.hbs:2:6 error unknown-partial: there is no partial "heder"',
      '  2 |  {{> heder}}',
      '    |      ^^^^^',
      '  hint: did you mean "header"?',
      '  partials come from the option "partials"',
    ],
  },
  {
    title: 'an unknown partial without any partials',
    files: { 'templates/one.hbs': '{{> header}}' },
    says: [
      'templates/one.hbs:1:5 error unknown-partial: there is no partial "header"',
      '  1 | {{> header}}',
      '    |     ^^^^^^',
      '  hint: none is defined',
      '  partials come from the option "partials"',
    ],
  },
  {
    title: 'an unknown partial in a partial',
    files: { 'partials/a.hbs': '1\n2 {{> nodes/x}}', 'partials/nodes/y.hbs': '' },
    says: [
      'partials/a.hbs:2:7 error unknown-partial: there is no partial "nodes/x"',
      '  2 | 2 {{> nodes/x}}',
      '    |       ^^^^^^^',
      '  hint: did you mean "nodes/y"?',
      '  partials come from the option "partials"',
    ],
  },
  {
    title: 'a missing partial chosen by data',
    files: { 'templates/one.hbs': '\n  {{> (partial "nodes/" title)}}', 'partials/nodes/B.hbs': '' },
    says: [
      'templates/one.hbs:2:7 error unknown-partial: rendering for specs/a.json failed: there is no partial "nodes/A"',
      '  2 |   {{> (partial "nodes/" title)}}',
      '    |       ^',
      '  hint: partials come from the option "partials"',
    ],
  },
  {
    title: 'a partial chosen by data',
    files: {
      'templates/one.hbs': 'a {{> (lookup . "title")}}\n{{> (partial title "x")}}\n{{> (partial "nodes" title)}}',
    },
    says: [
      'templates/one.hbs:1:7 error data-chosen-partial: this partial would be chosen by data',
      '  1 | a {{> (lookup . "title")}}',
      '    |       ^',
      '  hint: write {{> (partial "folder/" value)}}: a folder in quotes, then the value that names a partial in it',
      'templates/one.hbs:2:5 error data-chosen-partial: this partial would be chosen by data',
      '  2 | {{> (partial title "x")}}',
      '    |     ^',
      '  hint: write {{> (partial "folder/" value)}}: a folder in quotes, then the value that names a partial in it',
      'templates/one.hbs:3:5 error data-chosen-partial: this partial would be chosen by data',
      '  3 | {{> (partial "nodes" title)}}',
      '    |     ^',
      '  hint: write {{> (partial "folder/" value)}}: a folder in quotes, then the value that names a partial in it',
    ],
  },
  {
    title: 'an unknown decorator',
    files: { 'templates/one.hbs': '{{* foo}}\n{{#*bar}}{{/bar}}' },
    says: [
      'templates/one.hbs:1:1 error unknown-decorator: there is no decorator "foo"',
      '  1 | {{* foo}}',
      '    | ^',
      '  hint: the only decorator is {{#*inline "name"}}…{{/inline}}',
      'templates/one.hbs:2:1 error unknown-decorator: there is no decorator "bar"',
      '  2 | {{#*bar}}{{/bar}}',
      '    | ^',
      '  hint: the only decorator is {{#*inline "name"}}…{{/inline}}',
    ],
  },
  {
    title: 'an invalid `to`',
    files: {},
    options: { emit: [{ template: 'one', to: '{{#if x}}a' }] },
    says: [
      'option emit.to:1:11 error template-syntax: the template ends too early',
      '  1 | {{#if x}}a',
      '    |           ^',
      '  hint: the block {{#if}} of line 1 is not closed',
    ],
  },
  {
    title: 'a `to` with an unknown helper',
    files: {},
    options: { emit: [{ template: 'one', to: '{{kebab title}}.ts' }] },
    says: [
      'option emit.to:1:3 error unknown-helper: there is no helper "kebab"',
      '  1 | {{kebab title}}.ts',
      '    |   ^^^^^',
      '  hint: known: "camelCase", "constantCase", "each", "eq", "if", "indent", "join", "json", "kebabCase", "log", "lookup", "partial", and 4 more',
      '  helpers of your own come from the module in the option "helpers"',
    ],
  },
  {
    title: 'join of a text',
    files: { 'templates/one.hbs': '{{join title}}' },
    says: [
      'templates/one.hbs:1:1 error render: rendering for specs/a.json failed: join: "A" is not a list',
      '  1 | {{join title}}',
      '    | ^',
      '  hint: it is called as {{join list ", "}}',
    ],
  },
  {
    title: 'join of an object in a partial',
    files: {
      'specs/a.json': '{ "tags": {} }',
      'templates/one.hbs': '{{> tags}}',
      'partials/tags.hbs': 'x {{join tags}}',
    },
    says: [
      'partials/tags.hbs:1:3 error render: rendering for specs/a.json failed: join: {} is not a list',
      '  1 | x {{join tags}}',
      '    |   ^',
      '  hint: it is called as {{join list ", "}}',
    ],
  },
  {
    title: 'a case helper without a value',
    files: { 'templates/one.hbs': 'x {{camelCase nothing}}' },
    says: [
      'templates/one.hbs:1:3 error render: rendering for specs/a.json failed: camelCase: a missing value is not a text',
      '  1 | x {{camelCase nothing}}',
      '    |   ^',
      '  hint: it is called as {{camelCase text}}',
    ],
  },
  {
    title: 'a long value, shortened between two characters',
    files: { 'templates/one.hbs': '{{join title}}', 'specs/a.json': JSON.stringify({ title: '😀'.repeat(60) }) },
    says: [
      `templates/one.hbs:1:1 error render: rendering for specs/a.json failed: join: "${'😀'.repeat(38)}… is not a list`,
      '  1 | {{join title}}',
      '    | ^',
      '  hint: it is called as {{join list ", "}}',
    ],
  },
  {
    title: 'a value without JSON',
    files: { 'templates/one.hbs': '{{join big}}', 'prepare.cjs': 'module.exports = (spec) => ({ ...spec, big: 5n });' },
    options: { prepare: 'prepare.cjs' },
    says: [
      'templates/one.hbs:1:1 error render: rendering for specs/a.json failed: join: a bigint is not a list',
      '  1 | {{join big}}',
      '    | ^',
      '  hint: it is called as {{join list ", "}}',
    ],
  },
  {
    title: 'indent by -1',
    files: { 'templates/one.hbs': '{{indent title -1}}' },
    says: [
      'templates/one.hbs:1:1 error render: rendering for specs/a.json failed: indent: -1 is not a number of spaces from 0 to 1000',
      '  1 | {{indent title -1}}',
      '    | ^',
      '  hint: it is called as {{indent text 4}} or {{#indent 4}}…{{/indent}}',
    ],
  },
  {
    title: 'indent by 1001',
    files: { 'templates/one.hbs': '{{indent title 1001}}' },
    says: [
      'templates/one.hbs:1:1 error render: rendering for specs/a.json failed: indent: 1001 is not a number of spaces from 0 to 1000',
      '  1 | {{indent title 1001}}',
      '    | ^',
      '  hint: it is called as {{indent text 4}} or {{#indent 4}}…{{/indent}}',
    ],
  },
  {
    title: 'indent by "4"',
    files: { 'templates/one.hbs': '{{indent title "4"}}' },
    says: [
      'templates/one.hbs:1:1 error render: rendering for specs/a.json failed: indent: "4" is not a number of spaces from 0 to 1000',
      '  1 | {{indent title "4"}}',
      '    | ^',
      '  hint: it is called as {{indent text 4}} or {{#indent 4}}…{{/indent}}',
    ],
  },
  {
    title: 'indent by null',
    files: { 'templates/one.hbs': '{{indent title null}}' },
    says: [
      'templates/one.hbs:1:1 error render: rendering for specs/a.json failed: indent: null is not a number of spaces from 0 to 1000',
      '  1 | {{indent title null}}',
      '    | ^',
      '  hint: it is called as {{indent text 4}} or {{#indent 4}}…{{/indent}}',
    ],
  },
  {
    title: 'json with a text as indent',
    files: { 'templates/one.hbs': '{{json title indent="2"}}' },
    says: [
      'templates/one.hbs:1:1 error render: rendering for specs/a.json failed: json: "2" is not a number of spaces from 0 to 10',
      '  1 | {{json title indent="2"}}',
      '    | ^',
      '  hint: it is called as {{json value}} or {{json value indent=2}}',
    ],
  },
  {
    title: 'more values than a built-in helper takes',
    files: { 'templates/one.hbs': '{{#indent title 3}}{{/indent}}' },
    says: [
      'templates/one.hbs:1:4 error helper-call: the built-in helper "indent" takes at most 1 value, and gets 2',
      '  1 | {{#indent title 3}}{{/indent}}',
      '    |    ^^^^^^',
      '  hint: it is called as {{indent text 4}} or {{#indent 4}}…{{/indent}}',
      '  for a helper of your own with this name, leave the built-in one out by the option "builtinHelpers"',
    ],
  },
  {
    title: 'an unknown argument of a built-in helper',
    files: { 'templates/one.hbs': '{{json title indnt=2}}' },
    says: [
      'templates/one.hbs:1:3 error helper-call: the built-in helper "json" has no argument "indnt="',
      '  1 | {{json title indnt=2}}',
      '    |   ^^^^',
      '  hint: it is called as {{json value}} or {{json value indent=2}}',
      '  for a helper of your own with this name, leave the built-in one out by the option "builtinHelpers"',
    ],
  },
  {
    title: 'a helper in `to`',
    files: {},
    options: { emit: [{ template: 'one', to: 'x/{{join title}}.ts' }] },
    says: [
      'option emit.to:1:3 error render: rendering for specs/a.json failed: join: "A" is not a list',
      '  1 | x/{{join title}}.ts',
      '    |   ^',
      '  hint: it is called as {{join list ", "}}',
    ],
  },
  {
    title: 'a helper in `when`',
    files: {},
    options: { emit: [{ template: 'one', to: 'a.ts', when: '(eq (join title) "x")' }] },
    says: [
      'option emit.when:1:5 error render: rendering for specs/a.json failed: join: "A" is not a list',
      '  1 | (eq (join title) "x")',
      '    |     ^',
      '  hint: it is called as {{join list ", "}}',
    ],
  },
  {
    title: "the hint of a user's helper",
    files: {
      'templates/one.hbs': '{{mine title}}',
      'helpers.cjs':
        'module.exports = { mine() {\n  throw Object.assign(new Error("no"), { hint: "write less" });\n} };',
    },
    options: { helpers: 'helpers.cjs' },
    says: [
      'templates/one.hbs:1:1 error render: rendering for specs/a.json failed: no',
      '  1 | {{mine title}}',
      '    | ^',
      '  hint: write less',
      '  thrown at helpers.cjs:2',
    ],
  },
  {
    title: 'a partial that includes itself endlessly',
    files: { 'templates/one.hbs': '{{> a}}', 'partials/a.hbs': '{{> a}}' },
    says: [
      'templates/one.hbs error render: rendering for specs/a.json failed: partials include each other without end',
    ],
  },
];

describe('an error in a template', () => {
  it.each(CASES)('$title', async (one) => {
    expect(await refusal(one)).toEqual(one.says);
  });
});
