import { runInThisContext } from 'node:vm';
import handlebars from 'handlebars';
import { diagnosticsOf, refusal, small } from '../testing/small';
import schema from '../../executors/codegen/schema.json';
import { BUILT_IN_HELPERS } from '../templates/helper-names';
import { endDriver, type Workspace } from '../testing/workspace';
import type { CodegenOptions } from '../options';

afterAll(endDriver);

type Files = Readonly<Record<string, string>>;

/** The output of the smallest target. */
async function made(files: Files, options: Partial<CodegenOptions> = {}): Promise<string> {
  const workspace = small(files, options);
  try {
    await workspace.succeed();
    const { 'a.txt': text, 'all.txt': all } = workspace.outputs() ?? {};
    return Buffer.from(text ?? all ?? '', 'latin1').toString();
  } finally {
    workspace.dispose();
  }
}

/** Renders a template with plain Handlebars. */
function plainText(template: string, data: unknown, helpers: Record<string, Handlebars.HelperDelegate>): string {
  const plain = handlebars.create();
  plain.registerHelper(helpers);
  return plain.compile(template, { noEscape: true })(data);
}

function moduleOf(code: string): Record<string, Handlebars.HelperDelegate> {
  const exports = {};
  (runInThisContext(`(function (exports) {${code}})`) as (exports: object) => void)(exports);
  return exports;
}

const LIBRARY: Partial<CodegenOptions> = { emit: [{ template: 'one', to: 'all.txt', each: 'library' }] };

describe('inline partials', () => {
  const layout = { 'partials/layout.hbs': '<nav>{{> nav}}</nav>{{> @partial-block}}\n' };

  it('of a block are in scope in the partial that it calls', async () => {
    const page = '{{#> layout}}{{#*inline "nav"}}{{title}}{{/inline}}body{{/layout}}';
    expect(await made({ ...layout, 'templates/one.hbs': page })).toBe('<nav>A</nav>body\n');
  });

  it('of a template are in scope in nested partials', async () => {
    const page = "{{#*inline 'nav'}}{{title}}{{/inline}}{{#> outer}}body{{/outer}}";
    const outer = { 'partials/outer.hbs': '{{#> layout}}{{> @partial-block}}{{/layout}}' };
    expect(await made({ ...layout, ...outer, 'templates/one.hbs': page })).toBe('<nav>A</nav>body\n');
  });

  it('are reported if they are out of scope', async () => {
    const page = '{{#if x}}{{#> layout}}{{#*inline "nav"}}{{/inline}}{{/layout}}{{/if}}\n{{> layout}}';
    expect(await refusal({ title: 'out of reach', files: { ...layout, 'templates/one.hbs': page } })).toEqual([
      'partials/layout.hbs:1:10 error unknown-partial: rendering for specs/a.json failed: there is no partial "nav"',
      '  1 | <nav>{{> nav}}</nav>{{> @partial-block}}',
      '    |          ^^^',
      '  hint: an inline partial is known inside the block that defines it, and in partials that are called there',
    ]);
  });

  it('a partial with @partial-block must be called as a block', async () => {
    const files = { 'partials/box.hbs': 'a\n{{> @partial-block}}\n', 'templates/one.hbs': '{{> box}}' };
    expect((await refusal({ title: 'no block', files })).slice(0, 3)).toEqual([
      'partials/box.hbs:2:5 error unknown-partial: rendering for specs/a.json failed: there is no partial "@partial-block": this partial was not called as a block',
      '  2 | {{> @partial-block}}',
      '    |     ^^^^^^^^^^^^^^',
    ]);
  });

  it('a name chosen by data is an error', async () => {
    expect(await refusal({ title: 'name', files: { 'templates/one.hbs': '{{#*inline nav}}x{{/inline}}' } })).toEqual([
      'templates/one.hbs:1:12 error data-chosen-partial: the name of this inline partial would be chosen by data',
      '  1 | {{#*inline nav}}x{{/inline}}',
      '    |            ^^^',
      '  hint: write the name in quotes: {{#*inline "name"}}…{{/inline}}',
    ]);
  });

  it('a removed one is reported in the next run', async () => {
    const page = (name: string) => ({
      'templates/one.hbs': `{{#> layout}}{{#*inline "${name}"}}x{{/inline}}{{/layout}}`,
    });
    const workspace = small({ ...layout, ...page('nav') });
    await workspace.succeed();
    workspace.write(page('nva'));
    const run = await workspace.run();
    expect(diagnosticsOf(run.output).split('\n')[0]).toBe(
      'partials/layout.hbs:1:10 error unknown-partial: there is no partial "nav"',
    );
    workspace.dispose();
  });
});

describe('fields named like a built-in helper', () => {
  const SPEC = '{ "title": "A", "indent": 4, "json": { "eq": "e" }, "eq": "x", "join": ["a", "b"], "partial": null }\n';

  it.each([
    ['{{indent}} {{{eq}}} {{json.eq}} {{join.[1]}}', '4 x e b'],
    ['{{#json}}{{eq}}{{/json}}', 'e'],
    ['{{#join}}{{this}},{{/join}}{{^partial}}none{{/partial}}', 'a,b,none'],
    ['{{#indent}}{{this}}{{else}}no{{/indent}}', '4'],
    ['{{#indent}}{{title}}{{/indent}}', '  A'],
    ['{{#each join as |json|}}{{json}}{{/each}}', 'ab'],
    ['{{#each join as |json|}}{{#json}}{{this}}{{/json}}{{/each}}', 'ab'],
    ['{{json json}} {{join join "+"}} {{indent title indent}}', '{"eq":"e"} a+b     A'],
    ['{{#eq title "A"}}yes{{else}}no{{/eq}}{{#eq title 1}}yes{{else}}no{{/eq}}{{#eq title 1}}x{{/eq}}', 'yesno'],
  ])('%s', async (template, text) => {
    for (const missingFields of ['empty', 'error'] as const) {
      const files = { 'specs/a.json': SPEC, 'templates/one.hbs': template };
      expect(await made(files, { missingFields })).toBe(text);
    }
  });

  it('a missing one is reported under its name in the template', async () => {
    const files = { 'templates/one.hbs': '{{json}}' };
    expect((await refusal({ title: 'missing', files, options: { missingFields: 'error' } }))[0]).toBe(
      'templates/one.hbs:1:3 error missing-field: rendering for specs/a.json failed: there is no field "json"',
    );
  });

  it('in a path', async () => {
    const workspace = small({ 'specs/a.json': SPEC }, { emit: [{ template: 'one', to: '{{eq}}.txt' }] });
    await workspace.succeed();
    expect(Object.keys(workspace.outputs() ?? {})).toContain('x.txt');
    workspace.dispose();
  });

  it('impossible calls are errors with their place', async () => {
    const template = '{{#json title}}x{{/json}}\n{{#if (eq title)}}{{/if}} {{join sep=","}}';
    const also = '  for a helper of your own with this name, leave the built-in one out by the option "builtinHelpers"';
    expect(await refusal({ title: 'calls', files: { 'templates/one.hbs': template } })).toEqual([
      'templates/one.hbs:1:4 error helper-call: the built-in helper "json" takes no block',
      '  1 | {{#json title}}x{{/json}}',
      '    |    ^^^^',
      '  hint: it is called as {{json value}} or {{json value indent=2}}',
      also,
      'templates/one.hbs:2:8 error helper-call: the built-in helper "eq" needs 2 values, and gets 1',
      '  2 | {{#if (eq title)}}{{/if}} {{join sep=","}}',
      '    |        ^^',
      '  hint: it is called as {{#if (eq a b)}} or {{#eq a b}}…{{/eq}}',
      also,
      'templates/one.hbs:2:29 error helper-call: the built-in helper "join" needs 1 value, and gets 0',
      '  2 | {{#if (eq title)}}{{/if}} {{join sep=","}}',
      '    |                             ^^^^',
      '  hint: it is called as {{join list ", "}}',
      also,
    ]);
  });

  it('a user’s helper replaces a built-in one in all kinds of calls', async () => {
    const files = {
      'templates/one.hbs': '{{json}} {{json 1 2}} {{#json}}x{{/json}}',
      'h.cjs': 'exports.json = (...args) => `own${args.length}`;\n',
    };
    expect(await made(files, { helpers: 'h.cjs' })).toBe('own1 own3 own1');
  });
});

describe('builtinHelpers', () => {
  it('false keeps only those of Handlebars', async () => {
    const files = {
      'specs/a.json': '{ "indent": "i", "list": [1, 2] }',
      'templates/one.hbs':
        '{{#each list}}{{#if this}}{{#with ..}}{{#indent}}{{this}}{{/indent}}{{/with}}{{/if}}{{/each}}',
    };
    expect(await made(files, { builtinHelpers: false })).toBe('ii');
  });

  it('a disabled helper is reported as such', async () => {
    const files = { 'templates/one.hbs': '{{kebabCase title}}{{json title}}' };
    expect(await refusal({ title: 'left out', files, options: { builtinHelpers: ['json'] } })).toEqual([
      'templates/one.hbs:1:3 error unknown-helper: there is no helper "kebabCase"',
      '  1 | {{kebabCase title}}{{json title}}',
      '    |   ^^^^^^^^^',
      '  hint: "kebabCase" is a built-in helper that the option "builtinHelpers" leaves out',
    ]);
  });

  it('is validated by the schema, which lists all of them', () => {
    const { items } = schema.properties.builtinHelpers.oneOf[1]!;
    expect(items?.enum).toEqual(Object.keys(BUILT_IN_HELPERS));
  });

  it('a change of it renders every file once', async () => {
    const workspace = small({ 'templates/one.hbs': '[{{#indent}}{{title}}{{/indent}}]' });
    await workspace.succeed();
    expect(workspace.outputs()?.['a.txt']).toBe('[  A]');
    expect((await workspace.succeed({ builtinHelpers: true })).counts).toContain('1/0/0');
    expect((await workspace.succeed({ builtinHelpers: ['indent', 'json'] })).counts).toContain('0/1/0');
    expect((await workspace.succeed({ builtinHelpers: ['json', 'indent', 'json'] })).counts).toContain('1/0/0');
    await workspace.succeed({ builtinHelpers: false });
    expect(workspace.outputs()?.['a.txt']).toBe('[]');
    await workspace.succeed();
    expect(workspace.outputs()?.['a.txt']).toBe('[  A]');
    workspace.dispose();
  });
});

describe('the module of helpers', () => {
  it.each([
    [
      'h.cjs',
      'module.exports = { default: () => "d", up: (text) => `up${text}` };',
      '{{up title}}{{default 1}}',
      'upAd',
    ],
    ['h.cjs', 'module.exports = { default: { up: () => "u" }, other: 1 };', '{{up 1}}', 'u'],
    [
      'h.cjs',
      'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = { up: () => "u" }; exports.x = 1;',
      '{{up 1}}',
      'u',
    ],
    ['h.mjs', 'export default { default: () => "d", up: () => "u" };', '{{up 1}}{{default 1}}', 'ud'],
  ])('%s with %s', async (file, module, template, text) => {
    expect(await made({ [file]: module, 'templates/one.hbs': template }, { helpers: file })).toBe(text);
  });

  it('helperMissing and blockHelperMissing are called as in Handlebars', async () => {
    const files = {
      'specs/a.json': '{ "title": "A", "deep": { "x": 1 } }',
      'h.cjs': `
exports.helperMissing = function (...args) { const o = args.pop(); return args.length === 0 ? \`<no \${o.name}>\` : \`<\${o.name} \${args.join()}>\`; };
exports.blockHelperMissing = function (context, options) { return \`[\${JSON.stringify(context)} \${options.fn(this)}]\`; };
`,
      'templates/one.hbs':
        '{{title}} {{nope}} {{nope title}} {{#if (nope 1)}}y{{/if}} {{#deep}}{{title}}{{/deep}} {{#nope 1}}z{{/nope}}',
    };
    const plain = plainText(files['templates/one.hbs'], JSON.parse(files['specs/a.json']), moduleOf(files['h.cjs']));
    expect(plain).toBe('A <no nope> <nope A> y [{"x":1} A] <nope 1>');
    for (const templateCache of [true, false]) {
      expect(await made(files, { helpers: 'h.cjs', optimizations: { templateCache } })).toBe(plain);
    }
  });

  it('with blockHelperMissing alone, unknown helpers are still errors', async () => {
    const files = { 'h.cjs': 'exports.blockHelperMissing = () => "b";', 'templates/one.hbs': '{{nope 1}}' };
    expect((await refusal({ title: 'alone', files, options: { helpers: 'h.cjs' } }))[0]).toBe(
      'templates/one.hbs:1:3 error unknown-helper: there is no helper "nope"',
    );
  });
});

describe('names of partials', () => {
  const two = { 'partials/actions.js.hbs': 'js', 'partials/actions.test.js.hbs': 'test', 'partials/one.ts.hbs': 'ts' };

  it('include the extension before .hbs, which can be omitted if unambiguous', async () => {
    const template = '{{> actions.js}} {{> actions.test.js}} {{> one.ts}} {{> one}} {{> (partial "deep/" title)}}';
    const files = { ...two, 'partials/deep/A.x.hbs': 'deep', 'templates/one.hbs': template };
    expect(await made(files)).toBe('js test ts ts deep');
  });

  it('a short name of two partials is dropped, unless it is the full name of one', async () => {
    expect(await refusal({ title: 'two', files: { ...two, 'templates/one.hbs': '{{> actions}}' } })).toEqual([
      'templates/one.hbs:1:5 error unknown-partial: there is no partial "actions"',
      '  1 | {{> actions}}',
      '    |     ^^^^^^^',
      '  hint: did you mean "actions.js" or "actions.test.js"?',
      '  partials come from the option "partials"',
    ]);
    const whole = { ...two, 'partials/actions.hbs': 'whole', 'templates/one.hbs': '{{> actions}}' };
    expect(await made(whole)).toBe('whole');
  });

  it('a new partial that makes a short name ambiguous is detected', async () => {
    const workspace = small({ 'partials/row.js.hbs': 'js', 'templates/one.hbs': '{{> row}}' });
    await workspace.succeed();
    workspace.write({ 'partials/row.hbs': 'whole' });
    await workspace.succeed();
    expect(workspace.outputs()?.['a.txt']).toBe('whole');
    workspace.remove('partials/row.hbs');
    workspace.write({ 'partials/row.ts.hbs': 'ts' });
    expect(diagnosticsOf((await workspace.run()).output)).toContain('there is no partial "row"');
    workspace.dispose();
  });

  describe('partialNames: basename', () => {
    const files = { 'partials/a/row.hbs': 'row of a', 'partials/b/cell.ts.hbs': 'cell' };
    const options = { partialNames: 'basename' } as const;

    it('finds a partial by its file name and by its path', async () => {
      const template = '{{> row}}, {{> cell}}, {{> cell.ts}}, {{> a/row}}';
      expect(await made({ ...files, 'templates/one.hbs': template }, options)).toBe('row of a, cell, cell, row of a');
    });

    it('is off by default', async () => {
      expect(await refusal({ title: 'off', files: { ...files, 'templates/one.hbs': '{{> row}}' } })).toEqual([
        'templates/one.hbs:1:5 error unknown-partial: there is no partial "row"',
        '  1 | {{> row}}',
        '    |     ^^^',
        '  hint: did you mean "a/row"?',
        '  partials come from the option "partials"',
      ]);
    });

    it('an ambiguous file name is dropped', async () => {
      const more = { ...files, 'partials/b/row.hbs': 'row of b' };
      const said = await refusal({ title: 'two', files: { ...more, 'templates/one.hbs': '{{> row}}' }, options });
      expect(said[3]).toBe('  hint: did you mean "a/row" or "b/row"?');
      expect(await made({ ...more, 'templates/one.hbs': '{{> b/row}}' }, options)).toBe('row of b');
      expect(await made({ ...more, 'partials/row.hbs': 'top', 'templates/one.hbs': '{{> row}}' }, options)).toBe('top');
    });
  });
});

describe('case helpers', () => {
  it.each([
    ['B2B', 'b2b', 'B2b', 'b2b', 'B2B'],
    ['getUser2FA', 'getUser2fa', 'GetUser2fa', 'get-user2fa', 'GET_USER2FA'],
    ['cafe\u0301 au lait', 'cafe\u0301AuLait', 'Cafe\u0301AuLait', 'cafe\u0301-au-lait', 'CAFE\u0301_AU_LAIT'],
    [
      'E\u0301COLE Nationale',
      'e\u0301coleNationale',
      'E\u0301coleNationale',
      'e\u0301cole-nationale',
      'E\u0301COLE_NATIONALE',
    ],
    ['maE\u0301cole', 'maE\u0301cole', 'MaE\u0301cole', 'ma-e\u0301cole', 'MA_E\u0301COLE'],
    ['नमस्ते दुनिया', 'नमस्तेदुनिया', 'नमस्तेदुनिया', 'नमस्ते-दुनिया', 'नमस्ते_दुनिया'],
    ['ที่อยู่ อีเมล', 'ที่อยู่อีเมล', 'ที่อยู่อีเมล', 'ที่อยู่-อีเมล', 'ที่อยู่_อีเมล'],
    ['❤\uFE0F love 1\uFE0F\u20E3', 'love1', 'Love1', 'love-1', 'LOVE_1'],
    ['\u0301alone', 'alone', 'Alone', 'alone', 'ALONE'],
  ])('%s', async (title, camel, pascal, kebab, constant) => {
    const files = {
      'specs/a.json': JSON.stringify({ title }),
      'templates/one.hbs':
        '{{camelCase title}} {{pascalCase title}} {{kebabCase title}} {{snakeCase title}} {{constantCase title}}',
    };
    const all = [camel, pascal, kebab, kebab.replaceAll('-', '_'), constant];
    expect(await made(files)).toBe(all.join(' '));
  });
});

describe('a library template that iterates the patterns', () => {
  const specs = {
    'specs/a.json': '{ "n": [{}], "t": "1" }',
    'specs/b.json': '{ "n": [], "t": "2" }',
    'specs/c.json': '"text"',
  };
  let workspace: Workspace;
  afterEach(() => workspace.dispose());

  it('gets the name and path of each, also in nested loops, partials and blocks', async () => {
    const template =
      '{{@name}}|{{#each patterns}}{{@name}} {{@path}} {{#each n}}{{@name}}{{@../index}}{{/each}}{{> p}};{{/each}}|' +
      '{{#patterns}}{{@name}}{{/patterns}}|{{#each patterns as |one at|}}{{at}}{{@name}}{{/each}}|{{@name}}';
    workspace = small({ ...specs, 'partials/p.hbs': '<{{@name}}>', 'templates/one.hbs': template }, LIBRARY);
    await workspace.succeed();
    expect(workspace.outputs()?.['all.txt']).toBe(
      '|a specs/a.json a0<a>;b specs/b.json <b>;c specs/c.json <c>;|abc|0a1b2c|',
    );
  });

  it('also in a list that helpers or the prepare module derive', async () => {
    const files = {
      'h.cjs': 'exports.turned = (list) => [{}, ...[...list].reverse(), {}];\n',
      'prepare.cjs':
        'module.exports = (spec) => spec; module.exports.library = (all) => ({ patterns: all, last: [all[1]] });\n',
      'templates/one.hbs': '{{#each (turned patterns)}}{{@name}},{{/each}}{{#each last}}{{@name}}{{/each}}',
    };
    workspace = small({ ...specs, 'specs/c.json': '{}', ...files }, { ...LIBRARY, helpers: 'h.cjs' });
    await workspace.succeed();
    expect(workspace.outputs()?.['all.txt']).toBe(',c,b,a,,');
    await workspace.succeed({ prepare: 'prepare.cjs' });
    expect(workspace.outputs()?.['all.txt']).toBe(',c,b,a,,b');
  });

  it('is correct after every change, and rendered only if shown data changes', async () => {
    workspace = small({ ...specs, 'templates/one.hbs': '{{#each patterns}}{{@name}}={{t}};{{/each}}' }, LIBRARY);
    await workspace.succeed();
    workspace.write({ 'specs/a.json': '{ "n": [1, 2, 3], "t": "1" }' });
    const kept = await workspace.succeed();
    expect(kept.counts).toContain('1/0/0');
    workspace.write({ 'specs/d.json': '{ "t": "4" }' });
    workspace.remove('specs/b.json');
    await workspace.succeed();
    expect(workspace.outputs()?.['all.txt']).toBe('a=1;c=;d=4;');
  });

  it('gets @key and @name of items', async () => {
    const files = {
      'specs/a.json': '{ "models": { "Pet": {}, "Tag": {} } }',
      'templates/one.hbs': '{{#each patterns}}{{@key}}{{@name}} {{@path}};{{/each}}',
    };
    workspace = small(files, { ...LIBRARY, items: '/models' });
    await workspace.succeed();
    expect(workspace.outputs()?.['all.txt']).toBe('PetPet specs/a.json;TagTag specs/a.json;');
  });

  it('a misspelt variable is reported in a loop too', async () => {
    workspace = small(
      { ...specs, 'templates/one.hbs': '{{#each patterns}}{{@nmae}}{{/each}}' },
      { ...LIBRARY, missingFields: 'error' },
    );
    expect(diagnosticsOf((await workspace.run()).output)).toContain('did you mean "@name"?');
  });
});
