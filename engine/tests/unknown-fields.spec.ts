import { diagnosticsOf, refusal, small } from '../testing/small';
import { endDriver } from '../testing/workspace';

afterAll(endDriver);

const PET = {
  type: 'object',
  properties: { title: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
};
const FILES = { 'pet.json': JSON.stringify(PET) };
const FOUND = (place: string, field = 'titel') =>
  `${place} error unknown-field: the field "${field}" is not in the data`;

/** The diagnostics of a failed run, without excerpts and hints. */
const said = async (files: Readonly<Record<string, string>>, options = {}) => {
  const lines = await refusal({
    title: '',
    files: { ...FILES, ...files },
    options: { schema: 'pet.json', ...options },
  });
  return lines.filter((line) => /(^| )error /.test(line));
};

describe('before anything is rendered, a misspelt field is found', () => {
  it('in a template, with its line', async () => {
    const files = { ...FILES, 'templates/one.hbs': 'one\n{{ titel }}\n' };
    expect(await refusal({ title: '', files, options: { schema: 'pet.json' } })).toEqual([
      FOUND('templates/one.hbs:2:4'),
      '  2 | {{ titel }}',
      '    |    ^^^^^',
      '  hint: did you mean "title"?',
      '  the fields are those of pet.json#; "additionalProperties": true in it allows others',
    ]);
  });

  it('in a branch that is never taken', async () => {
    expect(await said({ 'templates/one.hbs': '{{#if tags}}{{titel}}{{/if}}' })).toEqual([
      FOUND('templates/one.hbs:1:15'),
    ]);
  });

  it('in an each, and in a partial', async () => {
    const files = { 'templates/one.hbs': '{{#each tag}}{{/each}}{{> head}}', 'partials/head.hbs': '{{titel}}' };
    expect(await said(files)).toEqual([FOUND('partials/head.hbs:1:3'), FOUND('templates/one.hbs:1:9', 'tag')]);
  });

  it('in a to', async () => {
    const emit = [{ template: 'one', to: '{{@name}}-{{titel}}.txt' }];
    expect(await said({}, { emit })).toEqual([FOUND('option emit.to:1:13')]);
  });

  it('in a library file', async () => {
    const emit = [{ template: 'one', to: 'all.txt', each: 'library' }];
    const files = { 'templates/one.hbs': '{{#each patterns}}{{titel}}{{/each}}' };
    expect(await said(files, { emit })).toEqual([FOUND('templates/one.hbs:1:21')]);
  });

  it('in a file of each source', async () => {
    const emit = [{ template: 'one', to: '{{@name}}/all.txt', each: 'source' }];
    const files = { 'templates/one.hbs': '{{title}}{{#each patterns}}{{titel}}{{/each}}' };
    expect(await said(files, { emit })).toEqual([
      FOUND('templates/one.hbs:1:3', 'title'),
      FOUND('templates/one.hbs:1:30'),
    ]);
  });

  it('in a when', async () => {
    const emit = [
      { template: 'one', to: 'a.txt', when: '(eq titel "x")' },
      { copy: ['templates/*'], to: 'copied' },
    ];
    expect(await said({}, { emit })).toEqual([FOUND('option emit.when:1:5')]);
  });

  it('of an item', async () => {
    const files = {
      'specs/a.json': '{ "pets": { "rex": { "title": "Rex" } } }',
      'templates/one.hbs': '{{titel}}{{@key}}',
    };
    expect(await said(files, { items: '/pets' })).toEqual([FOUND('templates/one.hbs:1:3')]);
  });

  it.each([{ templateCache: false }, { parallelGeneration: false }, { incrementalCompilation: false }])(
    'with %j',
    async (optimizations) => {
      const files = { 'templates/one.hbs': '{{titel}}' };
      expect(await said(files, { optimizations })).toEqual([FOUND('templates/one.hbs:1:3')]);
    },
  );
});

describe('the schema of the data', () => {
  const PREPARE = 'module.exports = ({ title }) => ({ shown: `<${title}>`, more: [{ text: title }] });\n';
  const DATA = {
    type: 'object',
    required: ['shown'],
    additionalProperties: false,
    properties: {
      shown: { type: 'string' },
      more: { type: 'array', items: { type: 'object', properties: { text: { type: 'string' } } } },
    },
  };
  const files = { 'prepare.js': PREPARE, 'data.json': JSON.stringify(DATA), 'templates/one.hbs': '{{shown}}' };
  const prepared = { prepare: 'prepare.js', dataSchema: 'data.json' };

  it('is dataSchema with a prepare module, or none', async () => {
    expect(await said({ ...files, 'templates/one.hbs': '{{title}}' }, prepared)).toEqual([
      FOUND('templates/one.hbs:1:3', 'title'),
    ]);
    const workspace = small(
      { ...FILES, ...files, 'templates/one.hbs': '{{titel}}' },
      { schema: 'pet.json', prepare: 'prepare.js' },
    );
    await workspace.succeed();
    workspace.dispose();
  });

  it('without a prepare module, takes precedence over the schema', async () => {
    const data = JSON.stringify({ type: 'object', properties: { title: {}, other: {} } });
    const workspace = small(
      { ...FILES, 'data.json': data, 'templates/one.hbs': '{{other}}' },
      { schema: 'pet.json', dataSchema: 'data.json' },
    );
    await workspace.succeed();
    workspace.dispose();
  });

  it('does not apply to the result of the export "library"', async () => {
    const emit = [{ template: 'one', to: 'all.txt', each: 'library' }] as const;
    const library = {
      ...files,
      'prepare.js': `${PREPARE}module.exports.library = () => ({ any: 1 });\n`,
      'templates/one.hbs': '{{any}}',
    };
    const workspace = small(library, { ...prepared, emit: [...emit] });
    await workspace.succeed();
    workspace.dispose();
    expect(await said({ ...files, 'templates/one.hbs': '{{any}}' }, { ...prepared, emit })).toEqual([
      FOUND('templates/one.hbs:1:3', 'any'),
    ]);
  });

  it('validates each pattern, and reports pattern and place in the data', async () => {
    const wrong = { ...files, 'prepare.js': 'module.exports = () => ({ more: [{ text: 3 }], nothing: 1 });\n' };
    expect(await refusal({ title: '', files: wrong, options: prepared })).toEqual([
      'specs/a.json error data-schema: "more.0.text" in the data of "a" must be string, not 3',
      '  hint: the rule is data.json#/properties/more/items/properties/text/type',
      '  it is at /more/0/text of the data',
      'specs/a.json error data-schema: the data of "a" has an unknown property "nothing"',
      '  hint: known: "more", "shown"',
      '  it is at /nothing of the data',
      'specs/a.json error data-schema: the data of "a" lacks "shown"',
      '  hint: the rule is data.json#/required',
    ]);
  });

  it('without a prepare module validates the spec, and reports the place in it', async () => {
    const data = JSON.stringify({ type: 'object', properties: { title: { type: 'number' } } });
    expect(await refusal({ title: '', files: { 'data.json': data }, options: { dataSchema: 'data.json' } })).toEqual([
      'specs/a.json:1:12 error spec-schema: "title" must be number, not "A"',
      '  1 | { "title": "A" }',
      '    |            ^^^',
      '  hint: the rule is data.json#/properties/title/type',
    ]);
  });

  it.each([
    ['a cycle', 'const all = { shown: "x" }; all.more = [all]; module.exports = () => all;'],
    ['a getter that throws', 'module.exports = () => ({ get shown() { throw new Error("no"); } });'],
  ])('reports an error for data that is %s', async (_, code) => {
    const endless = { $ref: '#/$defs/d', $defs: { d: { properties: { more: { items: { $ref: '#/$defs/d' } } } } } };
    const all = {
      ...files,
      'prepare.js': code,
      'data.json': JSON.stringify({ ...endless, required: ['shown'], additionalProperties: true }),
    };
    const [first] = await refusal({ title: '', files: all, options: prepared });
    expect([
      'specs/a.json error data-schema: checking the data of "a" by the schema does not end',
      'specs/a.json error prepare: no',
    ]).toContain(first);
  });

  it('is an error if invalid or missing', async () => {
    expect(await said({ ...files, 'data.json': '{' }, prepared)).toEqual([
      expect.stringMatching(/^data.json:1:2 error schema: /),
    ]);
    expect(await said({ ...files }, { ...prepared, dataSchema: 'no.json' })).toEqual([
      'error missing-file: the option "dataSchema" names no.json, which does not exist',
    ]);
  });
});

describe('an edit', () => {
  const options = { schema: 'pet.json', emit: [{ template: 'one', to: '{{@name}}.txt' }] as const };

  it('of the schema, of a template or of a partial is checked', async () => {
    const workspace = small(
      { ...FILES, 'templates/one.hbs': '{{title}}{{> head}}', 'partials/head.hbs': '{{title}}' },
      { ...options, emit: [...options.emit] },
    );
    const next = async (): Promise<string> => diagnosticsOf((await workspace.run()).output).split('\n')[0] ?? '';
    await workspace.succeed();
    workspace.edit('partials/head.hbs', 'title', 'titel');
    expect(await next()).toBe(FOUND('partials/head.hbs:1:3'));
    workspace.edit('partials/head.hbs', 'titel', 'title');
    expect((await workspace.succeed()).counts).toBe('1/0/0 0/0/0');
    workspace.edit('pet.json', 'title', 'titel');
    expect(await next()).toBe(FOUND('partials/head.hbs:1:3', 'title'));
    workspace.edit('pet.json', 'titel', 'title');
    workspace.edit('templates/one.hbs', 'title', 'titel');
    expect(await next()).toBe(FOUND('templates/one.hbs:1:3'));
    workspace.dispose();
  });

  it('of dataSchema, and another dataSchema, loads the data again', async () => {
    const open = '{ "type": "object" }\n';
    const closed = '{ "type": "object", "additionalProperties": false }\n';
    const workspace = small({ 'data.json': open, 'closed.json': closed }, { dataSchema: 'data.json' });
    const next = async (more = {}): Promise<string> =>
      diagnosticsOf((await workspace.run(more)).output).split('\n')[0] ?? '';
    await workspace.succeed();
    expect(await next({ dataSchema: 'closed.json' })).toBe(FOUND('templates/one.hbs:1:9', 'title'));
    workspace.write({ 'data.json': closed });
    expect(await next()).toBe(FOUND('templates/one.hbs:1:9', 'title'));
    workspace.write({ 'data.json': open });
    expect((await workspace.succeed()).counts).toBe('1/0/0 0/0/0');
    workspace.dispose();
  });
});
