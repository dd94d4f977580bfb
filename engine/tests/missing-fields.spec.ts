import { diagnosticsOf, refusal, small } from '../testing/small';
import { endDriver, type Workspace } from '../testing/workspace';

afterAll(endDriver);

const SPEC = '{ "title": "A", "size": null, "nodes": [{ "name": "x" }], "list": [], "deep": { "text": "t" } }\n';

/** Diagnostics of a template with missingFields "error". */
const said = (template: string, files: Readonly<Record<string, string>> = {}, options = {}) =>
  refusal({
    title: template,
    files: { 'specs/a.json': SPEC, 'templates/one.hbs': template, ...files },
    options: { missingFields: 'error', ...options },
  });

const asked = (name: string) => `a field that may be missing is asked for first: {{#if ${name}}}`;

describe('missingFields: error', () => {
  it('reports a misspelt field with its place, the spec, and the nearest name', async () => {
    expect(await said('one\n  {{ titel }}\n')).toEqual([
      'templates/one.hbs:2:6 error missing-field: rendering for specs/a.json failed: there is no field "titel"',
      '  2 |   {{ titel }}',
      '    |      ^^^^^',
      '  hint: did you mean "title"?',
      `  ${asked('titel')}`,
    ]);
  });

  it.each([
    ['{{{deep.txt}}}', 4, 'there is no field "txt" in "deep"', 'did you mean "text"?', 'deep.txt'],
    ['{{dep.text}}', 3, 'there is no field "dep"', 'did you mean "deep"?', 'dep'],
    ['{{this.other}}', 3, 'there is no field "other"', 'known: "deep", "list", "nodes", "size", "title"', 'other'],
    ['{{size.x}}', 3, 'there is no field "x" in "size"', 'none is defined', 'size.x'],
    ['{{#each nodes}}{{nam}}{{/each}}', 18, 'there is no field "nam"', 'did you mean "name"?', 'nam'],
    [
      '{{#each nodes}}{{../titel}}{{/each}}',
      18,
      'there is no field "titel" in ".."',
      'did you mean "title"?',
      '../titel',
    ],
    ['{{#each nodes as |n|}}{{n.nam}}{{/each}}', 25, 'there is no field "nam" in "n"', 'did you mean "name"?', 'n.nam'],
    [
      '{{#with deep}}{{@root.titel}}{{/with}}',
      17,
      'there is no field "titel" in "@root"',
      'did you mean "title"?',
      '@root.titel',
    ],
    ['{{@nmae}}', 3, 'there is no "@nmae"', 'did you mean "@name"?', '@nmae'],
    ['{{#if title}}{{titel}}{{/if}}', 16, 'there is no field "titel"', 'did you mean "title"?', 'titel'],
    [
      '{{#unless title}}{{else}}{{titel}}{{/unless}}',
      28,
      'there is no field "titel"',
      'did you mean "title"?',
      'titel',
    ],
  ])('in %s', async (template, column, message, hint, shown) => {
    const [first, , , second, third] = await said(template);
    expect(first).toBe(
      `templates/one.hbs:1:${column} error missing-field: rendering for specs/a.json failed: ${message}`,
    );
    expect([second, third]).toEqual([`  hint: ${hint}`, `  ${asked(shown)}`]);
  });

  it('in a partial and an inline partial', async () => {
    const partial = { 'partials/row.hbs': 'a row\n{{nam}}\n' };
    expect((await said('{{#each nodes}}{{> row}}{{/each}}', partial)).slice(0, 3)).toEqual([
      'partials/row.hbs:2:3 error missing-field: rendering for specs/a.json failed: there is no field "nam"',
      '  2 | {{nam}}',
      '    |   ^^^',
    ]);
    expect((await said('{{#*inline "row"}}{{nam}}{{/inline}}{{#each nodes}}{{> row}}{{/each}}'))[0]).toBe(
      'templates/one.hbs:1:21 error missing-field: rendering for specs/a.json failed: there is no field "nam"',
    );
  });

  it('in the path of a file', async () => {
    expect(await said('x', {}, { emit: [{ template: 'one', to: '{{titel}}.txt' }] })).toEqual([
      'option emit.to:1:3 error missing-field: rendering for specs/a.json failed: there is no field "titel"',
      '  1 | {{titel}}.txt',
      '    |   ^^^^^',
      '  hint: did you mean "title"?',
      `  ${asked('titel')}`,
    ]);
  });

  it('in a file of the whole library, which has no spec to name', async () => {
    const emit = [{ template: 'one', to: 'all.txt', each: 'library' }];
    expect((await said('{{#each patterns}}{{titel}}{{/each}}', {}, { emit }))[0]).toBe(
      'templates/one.hbs:1:21 error missing-field: rendering failed: there is no field "titel"',
    );
  });

  it('for an inherited field, as without the option', async () => {
    const prepare = 'module.exports = () => new (class { get size() { return 3; } run() {} })();\n';
    expect((await said('{{size}}', { 'prepare.js': prepare }, { prepare: 'prepare.js' }))[0]).toBe(
      'templates/one.hbs:1:3 error render: rendering for specs/a.json failed: the data has no "size" of its own, but inherits it: only own fields are rendered',
    );
    expect((await said('{{run}}', { 'prepare.js': prepare }, { prepare: 'prepare.js' }))[0]).toBe(
      'templates/one.hbs:1:3 error missing-field: rendering for specs/a.json failed: there is no field "run"',
    );
  });
});

describe('optional and existing fields', () => {
  let workspace: Workspace;
  afterEach(() => workspace.dispose());

  it('render the same as without the option', async () => {
    const template = [
      '{{title}}{{{title}}}{{this.title}}{{./title}}{{deep.text}}{{deep/text}}{{title.length}}{{nodes.length}}[{{size}}]',
      '{{#if titel}}x{{else}}y{{/if}}{{#unless a.b.c}}z{{/unless}}{{#titel}}x{{/titel}}{{^titel}}none{{/titel}}',
      '{{#each nodes as |n at|}}{{n.name}}{{at}}{{n}}{{../title}}{{@index}}{{@../name}}{{.}}{{this}}{{@root.title}}{{/each}}',
      '{{#each other}}x{{else}}no{{/each}}{{eq titel title}}{{json titel}}{{#with deep}}{{text}}{{/with}}{{lookup deep "x"}}',
      '{{> row deep extra=titel}}{{#> row deep}}{{/row}}{{#*inline "in"}}{{text}}{{/inline}}{{> in deep}}',
      '{{call}}{{shout}}{{nodes.0.name}}{{nodes.[0].name}}{{@name}}{{@path}}{{#indent 2}}{{title}}{{/indent}}',
    ].join('\n');
    const files = {
      'specs/a.json': SPEC,
      'templates/one.hbs': template,
      'partials/row.hbs': '{{text}}{{#if extra}}x{{/if}}',
      'helpers.js': "module.exports = { shout: () => 'SHOUT' };\n",
      'prepare.js': 'module.exports = (spec) => ({ ...spec, call() { return this.title + "!"; } });\n',
    };
    workspace = small(files, { helpers: 'helpers.js', prepare: 'prepare.js' });
    for (const escape of [false, true]) {
      await workspace.succeed({ escape });
      const text = workspace.outputs()?.['a.txt'];
      expect(text).toContain('AAAAtt11[]');
      await workspace.succeed({ escape, missingFields: 'error' });
      expect(workspace.outputs()?.['a.txt']).toBe(text);
    }
  });
});

describe('every kind of run', () => {
  let workspace: Workspace;
  afterEach(() => workspace.dispose());

  const SPECS = Object.fromEntries(
    Array.from('abcdefgh').map((name) => [`specs/${name}.json`, `{ "title": "${name}" }\n`]),
  );
  const line = (name: string) =>
    `templates/one.hbs:1:9 error missing-field: rendering for specs/${name}.json failed: there is no field "title"`;
  const errors = (output: string) =>
    diagnosticsOf(output)
      .split('\n')
      .filter((one) => one.includes(' error '));

  it('reports the same: cold, from the cache, in threads and after an edit, and collects all', async () => {
    workspace = small(SPECS, { missingFields: 'error' });
    await workspace.succeed();
    workspace.write({ 'specs/c.json': '{ "titel": "c" }\n' });
    // A run with one changed spec.
    expect(errors((await workspace.run()).output)).toEqual([line('c')]);
    workspace.write({ 'specs/f.json': '{ "titel": "f" }\n' });
    for (const workers of [1, 3]) {
      const optimizations = { incrementalCompilation: false, templateCache: workers === 3 };
      expect(errors((await workspace.run({ workers, optimizations })).output)).toEqual([line('c')]);
      const all = await workspace.run({ workers, optimizations, onError: 'continue' }, { newProcess: true });
      expect(errors(all.output)).toEqual([line('c'), line('f')]);
    }
  });

  it('checks files that were made without the option, and caches templates separately', async () => {
    workspace = small({ 'templates/one.hbs': '[{{titel}}]' });
    expect((await workspace.succeed()).counts).toContain('0/1/0');
    expect(errors((await workspace.run({ missingFields: 'error' })).output)).toEqual([
      'templates/one.hbs:1:4 error missing-field: rendering for specs/a.json failed: there is no field "titel"',
    ]);
    expect((await workspace.succeed()).counts).toContain('1/0/0');
    expect(workspace.outputs()?.['a.txt']).toBe('[]');
  });
});
