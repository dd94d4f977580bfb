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
    title: 'a built-in helper with the wrong value',
    files: { 'templates/one.hbs': '{{join title}}' },
    says: [
      'templates/one.hbs:1:1 error render: rendering for specs/a.json failed: join: "A" is not a list',
      '  1 | {{join title}}',
      '    | ^',
    ],
  },
  {
    title: 'a case helper without a value',
    files: { 'templates/one.hbs': 'x {{camelCase nothing}}' },
    says: [
      'templates/one.hbs:1:3 error render: rendering for specs/a.json failed: camelCase: a missing value is not a text',
      '  1 | x {{camelCase nothing}}',
      '    |   ^',
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
