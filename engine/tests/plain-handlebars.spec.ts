import { runInThisContext } from 'node:vm';
import handlebars from 'handlebars';
import type { CodegenOptions } from '../options';
import { refusal, small } from '../testing/small';
import { endDriver } from '../testing/workspace';

afterAll(endDriver);

/** Constructs from the templates of code generators, one of each kind. */
interface Construct {
  readonly template: string;
  readonly partials?: Readonly<Record<string, string>>;
  /** Body of a CommonJS module. */
  readonly helpers?: string;
  readonly escape?: boolean;
}

const DATA = {
  name: 'PetStore',
  kind: 'class',
  isDeprecated: true,
  description: 'Keeps <pets> & "owners"',
  empty: [],
  zero: 0,
  no: false,
  nothing: null,
  text: '',
  imports: ['Pet', 'Owner'],
  enum: [
    { name: 'A', value: 1 },
    { name: 'B', value: 2, description: 'second\nline' },
  ],
  properties: { id: { type: 'number', isRequired: true }, 'tag-name': { type: 'string' } },
  link: { name: 'Pet', nested: { url: '/pet', export: 'reference' } },
  operations: [
    { method: 'GET', path: '/pets', parameters: [{ name: 'limit', in: 'query' }], results: [] },
    { method: 'POST', path: '/pets', parameters: [], results: [{ type: 'Pet' }] },
  ],
};

const EQUALS = `
exports.equals = function (a, b, options) { return a === b ? options.fn(this) : options.inverse(this); };
exports.notEquals = function (a, b, options) { return a !== b ? options.fn(this) : options.inverse(this); };
exports.containsSpaces = function (value, options) { return / /.test(value) ? options.fn(this) : options.inverse(this); };
exports.ifdef = function (...args) { const options = args.pop(); return args.every((one) => !one) ? options.inverse(this) : options.fn(this); };
exports.escapeComment = (value) => String(value).replace(/\\*\\//g, '*').replace(/\\r?\\n/g, '\\n * ');
exports.intersection = function (list, parent, options) { return options.fn(list.join(' & ')); };
exports.useDateType = function (options) { return options.inverse(this); };
`;

const CONSTRUCTS: Readonly<Record<string, Construct>> = {
  'block helpers with else, in a chain': {
    helpers: EQUALS,
    template:
      '{{#equals kind "interface"}}\ni\n{{else equals kind "class"}}\nc\n{{else}}\nother\n{{/equals}}\n{{#notEquals kind "x"}}n{{/notEquals}}',
  },
  'a comment with white space control around values of many lines': {
    helpers: EQUALS,
    template:
      '{{#each enum}}\n{{#if description}}\n/**\n * {{{escapeComment description}}}\n */\n{{/if}}\n{{{name}}} = {{{value}}},\n{{/each}}',
  },
  'partials with white space control and arguments': {
    partials: { type: '{{~#if isRequired~}}!{{~/if~}}{{{type}}}{{#unless last}},{{/unless}}{{parent}}' },
    template: '{{#each properties}}\n{{{@key}}}: {{>type parent=../name last=@last}};\n{{/each}}',
  },
  'a standalone partial that is indented': {
    partials: { lines: 'one\ntwo {{name}}\n' },
    template: '{\n  {{> lines}}\n}\n    {{> lines name="x"}}end',
  },
  'a partial that calls itself': {
    partials: { tree: '({{name}}{{#if nested}}{{#with nested}}{{> tree name=url}}{{/with}}{{/if}})' },
    template: '{{> tree link}}',
  },
  'partials by path, in quotes and brackets': {
    partials: { 'core/type-list': '<{{this}}>' },
    template: '{{#imports}}{{> core/type-list}}{{> "core/type-list" .}}{{> [core/type-list]}}{{/imports}}',
  },
  'a layout with inline partials and a default': {
    partials: { layout: '{{#> head}}no head{{/head}}\n{{> @partial-block}}\n{{#> foot}}default foot{{/foot}}' },
    template: '{{#> layout}}\n{{#*inline "head"}}\n# {{name}}\n{{/inline}}\nbody {{kind}}\n{{/layout}}',
  },
  'blocks within blocks of partials': {
    partials: { a: 'a[{{> @partial-block}}]', b: 'b[{{> @partial-block x="1"}}]' },
    template: '{{#> a}}{{#> b}}{{name}}{{/b}}{{/a}}',
  },
  'an inline partial in place of a file': {
    partials: { nav: 'file', layout: '{{> nav}}' },
    template: '{{> layout}} {{#> layout}}{{#*inline "nav"}}inline{{/inline}}{{/layout}} {{> layout}}',
  },
  'paths up, root and loop variables': {
    template:
      '{{#each operations}}{{@index}}{{@first}}{{@last}} {{#each parameters}}{{../method}} {{@../index}} {{../../name}} {{@root.kind}}{{else}}none{{/each}}\n{{/each}}',
  },
  'sections as in Mustache': {
    template:
      '{{#imports}}{{.}}{{/imports}}{{^empty}}e{{/empty}}{{#link}}{{name}}{{#nested}}{{url}}{{/nested}}{{/link}}{{^no}}n{{/no}}{{#zero}}z{{this}}{{/zero}}{{#nothing}}x{{else}}y{{/nothing}}{{#text}}t{{/text}}{{&description}}',
  },
  'block parameters': {
    template: '{{#each operations as |op at|}}{{#with op.path as |path|}}{{at}}{{path}}{{op.method}}{{/with}}{{/each}}',
  },
  'literals, brackets and lookups': {
    template:
      '{{properties.tag-name.type}}{{properties.[tag-name].type}}{{lookup imports 1}}{{lookup (lookup operations 0) "method"}}{{imports.[0]}}{{imports.length}}{{#if (lookup properties "id")}}y{{/if}}',
  },
  'a block helper of one value that changes the context': {
    helpers: EQUALS,
    template:
      '{{#intersection imports name}}{{this}}{{/intersection}}{{#useDateType}}Date{{else}}string{{/useDateType}}',
  },
  'helpers called without values, in conditions and as blocks': {
    helpers:
      "exports.isEvent = () => true; exports.indent = () => '--'; exports.children = function (options) { return this.imports.map((one) => options.fn({ one })).join(); };",
    template: '{{#if (isEvent)}}event{{/if}}{{indent}}- {{name}} {{#children kind=1 ~}} {{one}} {{~/children}}',
  },
  'variables of a block by createFrame': {
    helpers:
      "const { createFrame } = require('handlebars'); exports.sig = function (options) { const data = createFrame(options.data); data.prefix = 'async'; return options.fn(this, { data }); };",
    template: '{{#sig~}}\n{{#if @prefix}}{{@prefix}} {{/if~}}\n{{name}}\n{{~/sig}}[{{#if @prefix}}x{{/if}}]',
  },
  'strings that are safe already': {
    helpers:
      "const { SafeString, escapeExpression } = require('handlebars'); exports.b = (x) => new SafeString(`<b>${escapeExpression(x)}</b>`);",
    template:
      '{{b description}}{{description}}{{{description}}}{{{{raw}}}} {{name}} {{{{/raw}}}}\\{{name}}\\\\{{name}}',
    escape: true,
  },
  'comments, raw mustaches and odd white space': {
    template:
      '{{! one }}\n{{!-- {{two}} --}}\n  {{~! three ~}}  \n{{name}}\t\r\n{{#if name}}\r\nx\r\n{{/if}}\r\n{{~#if kind ~}} y {{~else~}} z {{~/if~}} .',
  },
  'values that are not text': {
    template:
      '{{zero}}|{{no}}|{{nothing}}|{{nope}}|{{nope.deep.er}}|{{imports}}|{{link}}|{{#if empty}}x{{else}}y{{/if}}{{#if zero includeZero=true}}z{{/if}}',
  },
};

it.each(Object.entries(CONSTRUCTS))('%s', async (_title, { template, partials = {}, helpers = '', escape = false }) => {
  const plain = handlebars.create();
  const theirs = { exports: {} };
  type Module = (exports: object, require: () => unknown) => void;
  (runInThisContext(`(function (exports, require) {${helpers}})`) as Module)(theirs.exports, () => handlebars);
  plain.registerHelper(theirs.exports);
  plain.registerPartial(partials);
  const expected = plain.compile(template, { noEscape: !escape })(DATA);
  const files = {
    'specs/a.json': JSON.stringify(DATA),
    'templates/one.hbs': template,
    'helpers.cjs': helpers.replaceAll("'handlebars'", JSON.stringify(require.resolve('handlebars'))),
    ...Object.fromEntries(Object.entries(partials).map(([name, text]) => [`partials/${name}.hbs`, text])),
  };
  const workspace = small(files, { escape, ...(helpers === '' ? {} : { helpers: 'helpers.cjs' }) });
  try {
    for (const missingFields of template.includes('nope') ? (['empty'] as const) : (['empty', 'error'] as const)) {
      await workspace.succeed({ missingFields });
      expect(Buffer.from(workspace.outputs()?.['a.txt'] ?? '', 'latin1').toString()).toBe(expected);
    }
  } finally {
    workspace.dispose();
  }
});

/** The list at the end of docs/templates.md: what plain Handlebars accepts, the error here, and what to write instead. */
describe('what is restricted', () => {
  const PREPARE =
    'module.exports = (spec) => ({ ...spec, greet(who) { return `hi ${typeof who}`; }, made: new (class { get size() { return 3; } })() });\n';
  const plain = handlebars.create();

  interface Row {
    readonly template: string;
    readonly files?: Readonly<Record<string, string>>;
    readonly options?: Partial<CodegenOptions>;
    readonly says: string;
    readonly instead: string;
    readonly gives: string;
    /** Additional files for the alternative. */
    readonly more?: Readonly<Record<string, string>>;
    readonly moreOptions?: Partial<CodegenOptions>;
  }

  const ROWS: Readonly<Record<string, Row>> = {
    'a partial chosen by data': {
      template: '{{> (lookup . "title")}}',
      files: { 'partials/A.hbs': 'a' },
      says: '1:5 error data-chosen-partial: this partial would be chosen by data',
      instead: '{{> (partial "kinds/" title)}}',
      more: { 'partials/kinds/A.hbs': 'a' },
      gives: 'a',
    },
    'an inline partial named by data': {
      template: '{{#*inline title}}a{{/inline}}{{#> A}}{{/A}}',
      says: '1:12 error data-chosen-partial: the name of this inline partial would be chosen by data',
      instead: '{{#*inline "A"}}a{{/inline}}{{#> A}}{{/A}}',
      gives: 'a',
    },
    'a function in data with arguments': {
      template: '{{greet title}}',
      files: { 'prepare.cjs': PREPARE },
      options: { prepare: 'prepare.cjs' },
      says: '1:3 error unknown-helper: there is no helper "greet"',
      instead: '{{greet title}}',
      more: { 'helpers.cjs': 'exports.greet = (who) => `hi ${typeof who}`;\n' },
      moreOptions: { helpers: 'helpers.cjs' },
      gives: 'hi string',
    },
    'a field that is inherited': {
      template: '{{made.size}}',
      files: { 'prepare.cjs': PREPARE },
      options: { prepare: 'prepare.cjs' },
      says: '1:8 error render: rendering for specs/a.json failed: the data has no "size" of its own, but inherits it: only own fields are rendered',
      instead: '{{made.size}}',
      more: {
        'prepare.cjs': PREPARE.replace('new (class', '{ size: 3, ...new (class').replace('})() })', '})() } })'),
      },
      gives: '3',
    },
    'an unknown helper where it is never called': {
      template: '{{#if no}}{{nope title}}{{/if}}',
      says: '1:13 error unknown-helper: there is no helper "nope"',
      instead: '{{#if no}}{{nope title}}{{/if}}',
      more: { 'helpers.cjs': "exports.helperMissing = () => '';\n" },
      moreOptions: { helpers: 'helpers.cjs' },
      gives: '',
    },
    'an unknown partial where it is never called': {
      template: '{{#if no}}{{> nope}}{{/if}}',
      says: '1:15 error unknown-partial: there is no partial "nope"',
      instead: '{{#if no}}{{#> nope}}{{/nope}}{{/if}}',
      gives: '',
    },
    'a decorator of a module': {
      template: '{{* mine}}',
      says: '1:1 error unknown-decorator: there is no decorator "mine"',
      instead: '{{mine}}',
      more: { 'helpers.cjs': "exports.mine = () => 'm';\n" },
      moreOptions: { helpers: 'helpers.cjs' },
      gives: 'm',
    },
    'a promise': {
      template: '{{later}}',
      files: { 'helpers.cjs': "exports.later = () => Promise.resolve('l');\n" },
      options: { helpers: 'helpers.cjs' },
      says: '1:1 error render: rendering for specs/a.json failed: the helper "later" returned a promise, and a template cannot wait for it',
      instead: '{{later}}',
      more: { 'prepare.cjs': "module.exports = async () => ({ later: await 'l' });\n", 'helpers.cjs': '' },
      moreOptions: { prepare: 'prepare.cjs' },
      gives: 'l',
    },
    'helpers and partials that a module registers itself': {
      template: '{{own title}}',
      files: {
        'helpers.cjs': `require(${JSON.stringify(require.resolve('handlebars'))}).registerHelper('own', () => 'o');\n`,
      },
      options: { helpers: 'helpers.cjs' },
      says: '1:3 error unknown-helper: there is no helper "own"',
      instead: '{{own title}}',
      more: { 'helpers.cjs': "exports.own = () => 'o';\n" },
      gives: 'o',
    },
  };

  it.each(Object.entries(ROWS))('%s', async (title, row) => {
    const { template, files = {}, options = {}, says, instead, more = {}, moreOptions = {}, gives } = row;
    const [first] = await refusal({ title, files: { ...files, 'templates/one.hbs': template }, options });
    expect(first).toBe(`templates/one.hbs:${says}`);
    const workspace = small({ ...files, ...more, 'templates/one.hbs': instead }, { ...options, ...moreOptions });
    await workspace.succeed();
    expect(workspace.outputs()?.['a.txt']).toBe(gives);
    workspace.dispose();
  });

  it('values are escaped only with the option', async () => {
    const files = { 'specs/a.json': '{ "title": "a<b" }', 'templates/one.hbs': '{{title}}' };
    const workspace = small(files);
    await workspace.succeed();
    expect(workspace.outputs()?.['a.txt']).toBe('a<b');
    await workspace.succeed({ escape: true });
    expect(workspace.outputs()?.['a.txt']).toBe(plain.compile('{{title}}')({ title: 'a<b' }));
    workspace.dispose();
  });

  it('fields are not looked up in outer contexts, unlike with the option compat', async () => {
    const template = '{{#nodes}}[{{title}}{{../title}}]{{/nodes}}';
    const data = { title: 'A', nodes: [{}] };
    expect(plain.compile(template, { compat: true })(data)).toBe('[AA]');
    const workspace = small({ 'specs/a.json': JSON.stringify(data), 'templates/one.hbs': template });
    await workspace.succeed();
    expect(workspace.outputs()?.['a.txt']).toBe('[A]');
    workspace.dispose();
  });

  it('a function in data without arguments is called', async () => {
    const files = { 'prepare.cjs': PREPARE, 'templates/one.hbs': '{{greet}}' };
    const workspace = small(files, { prepare: 'prepare.cjs' });
    await workspace.succeed();
    expect(workspace.outputs()?.['a.txt']).toBe('hi undefined');
    workspace.dispose();
  });
});
