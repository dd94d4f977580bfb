import { explainRun } from '../graph/explain';
import { loadGraph } from '../graph/load-graph';
import type { CodegenOptions } from '../options';
import { deltaRun, expectClean, settingsOf } from '../testing/delta-run';
import { endDriver, Workspace } from '../testing/workspace';

afterAll(endDriver);

const OPTIONS: CodegenOptions = {
  patterns: ['specs/*.json'],
  templates: ['templates/*.{hbs,js,mjs}'],
  partials: ['partials/**/*.{hbs,js}'],
  emit: [
    { template: 'client', to: '{{@name}}.ts' },
    { template: 'text', to: '{{@name}}.txt' },
    { template: 'plain', to: '{{@name}}.md' },
  ],
  outputDir: 'generated',
  workers: 1,
};

/** Three modules and two partials make `client`. */
const FILES = {
  'specs/cat.json': '{ "title": "Cat", "fields": ["name", "age"] }\n',
  'specs/dog.json': '{ "title": "Dog", "fields": [] }\n',
  'templates/client.js': `const { upper } = require('../lib/upper');
module.exports = (data, { path, name, partial }) => {
  const fields = data.fields.map((one) => partial('field', { one }));
  return \`// \${path} \${name}\\n\${partial('head', { title: upper(data.title) })}\${fields.join('')}\`;
};
`,
  'lib/upper.js': "exports.upper = (text) => text.toUpperCase() + require('./mark').mark;\n",
  'lib/mark.js': "exports.mark = '!';\n",
  'templates/text.hbs': '{{> head}}\n{{#each fields}}\n  {{> field one=this last=@last}}\n{{/each}}\n',
  'templates/plain.mjs': 'export default ({ title }) => `# ${title}\\n`;\n',
  'partials/head.hbs': '== {{title}} ==\n',
  'partials/field.js': 'module.exports = ({ one, last }, { name }) => `- ${name}.${one}${last ? "." : ""}\\n`;\n',
};

let workspace: Workspace;
const counts = async (options?: Partial<CodegenOptions>): Promise<string> => (await workspace.succeed(options)).counts;
const read = (path: string): string => workspace.read(`generated/${path}`);
const reasons = async (options?: Partial<CodegenOptions>): Promise<string[]> => {
  const graph = await loadGraph(settingsOf(workspace, options));
  if (Array.isArray(graph)) throw new Error(JSON.stringify(graph));
  const due = explainRun(graph).filter(({ action }) => action !== 'fresh');
  return due.map(({ path, reasons: why }) => [path, ...why].join(' | '));
};

beforeEach(() => {
  workspace = new Workspace(OPTIONS, FILES);
});
afterEach(() => workspace.dispose());

test('a module makes files, and partials can be called in both directions', async () => {
  expect(await counts()).toBe('0/6/0 0/0/0');
  expect(read('cat.ts')).toBe('// specs/cat.json cat\n== CAT! ==\n- cat.name\n- cat.age\n');
  expect(read('cat.txt')).toBe('== Cat ==\n  - cat.name\n  - cat.age.\n');
  expect(read('dog.ts')).toBe('// specs/dog.json dog\n== DOG! ==\n');
  expect(read('dog.md')).toBe('# Dog\n');
  expect(await counts()).toBe('6/0/0 0/0/0');
  const { template, partials } = workspace.manifest().files['cat.ts']!;
  expect([template, partials]).toEqual(['templates/client.js', ['field', 'head']]);
  // Without fields, the partial for fields is not used.
  expect(workspace.manifest().files['dog.ts']?.partials).toEqual(['head']);
});

test('the log counts Handlebars templates', async () => {
  const { log } = await workspace.succeed();
  // One text, one partial and three paths.
  expect(log).toContain('[OPT-1] templates: [CACHE MISS] 0 of 5');
});

describe('an edit affects the files of the templates that use it:', () => {
  const edited = async (path: string, from: string, to: string): Promise<string[]> => {
    await workspace.succeed();
    workspace.edit(path, from, to);
    const why = await reasons();
    expect(await counts()).toBe(`${6 - why.length}/${why.length}/0 0/0/0`);
    await expectClean(workspace);
    return why;
  };

  it('a module', async () => {
    expect(await edited('templates/client.js', '// ', '/// ')).toEqual([
      'cat.ts | templates/client.js changed',
      'dog.ts | templates/client.js changed',
    ]);
    expect(read('dog.ts')).toBe('/// specs/dog.json dog\n== DOG! ==\n');
  });

  it('a module that it imports indirectly', async () => {
    expect(await edited('lib/mark.js', "'!'", "'?'")).toEqual([
      'cat.ts | lib/mark.js changed',
      'dog.ts | lib/mark.js changed',
    ]);
    expect(read('dog.ts')).toBe('// specs/dog.json dog\n== DOG? ==\n');
  });

  it('a partial that is a module', async () => {
    expect(await edited('partials/field.js', '- ', '* ')).toEqual([
      'cat.ts | partials/field.js changed',
      'cat.txt | partials/field.js changed',
    ]);
    expect(read('cat.txt')).toBe('== Cat ==\n  * cat.name\n  * cat.age.\n');
  });

  it('a Handlebars partial', async () => {
    expect(await edited('partials/head.hbs', '==', '=')).toEqual([
      'cat.ts | partials/head.hbs changed',
      'cat.txt | partials/head.hbs changed',
      'dog.ts | partials/head.hbs changed',
      'dog.txt | partials/head.hbs changed',
    ]);
  });

  it('the resolution of an import', async () => {
    await workspace.succeed();
    workspace.write({ 'lib/upper/index.js': 'exports.upper = () => "never";\n', 'lib/mark/index.js': '' });
    expect(await counts()).toBe('6/0/0 0/0/0');
    workspace.remove('lib/upper.js');
    // Node caches resolutions of imports.
    expect((await workspace.succeed({}, { newProcess: true })).counts).toBe('4/2/0 0/0/0');
    expect(read('dog.ts')).toBe('// specs/dog.json dog\n== never ==\n');
  });

  it('a package that it imports', async () => {
    const version = (text: string): void =>
      workspace.write({
        'node_modules/word/package.json': `{ "name": "word", "version": "1.0.0" }`,
        'node_modules/word/index.js': `module.exports = '${text}';\n`,
      });
    version('one');
    workspace.write({
      'templates/plain.js': "module.exports = () => require('word');\n",
      'code/h.cjs': 'exports.unused = () => 1;\n',
    });
    workspace.remove('templates/plain.mjs');
    const options = { helpers: 'code/h.cjs' };
    expect(await counts(options)).toBe('0/6/0 0/0/0');
    version('two');
    expect((await reasons(options)).map((one) => one.replace(/[0-9a-f]{16}/g, '_'))).toEqual(
      ['cat.md', 'dog.md'].map((path) => `${path} | word is 1.0.0+_, was 1.0.0+_`),
    );
    // A package is loaded once in a process.
    await workspace.succeed(options, { newProcess: true });
    expect(read('cat.md')).toBe('two');
  });
});

test('helpers and imports of option modules affect only files that use them', async () => {
  workspace.write({ 'code/prepare.cjs': 'module.exports = (spec) => ({ ...spec });\n' });
  const options = { prepare: 'code/prepare.cjs' };
  await workspace.succeed(options);
  workspace.edit('templates/client.js', '// ', '/// ');
  // The data is not loaded again.
  expect(await counts(options)).toBe('4/2/0 0/0/0');
});

test('a changed spec loads a part of the graph', async () => {
  // Jest loads no ES modules.
  const options = { emit: OPTIONS.emit.slice(0, 2) as unknown as CodegenOptions['emit'] };
  await workspace.succeed(options);
  workspace.edit('specs/dog.json', 'Dog', 'Hound');
  expect((await deltaRun(workspace, options))?.generation).toMatchObject({ fresh: 2, rendered: 2 });
  expect(read('dog.ts')).toBe('// specs/dog.json dog\n== HOUND! ==\n');
  await expectClean(workspace, options);
});

test('a text template becomes a function and vice versa', async () => {
  await workspace.succeed();
  workspace.write({ 'templates/text.js': 'module.exports = ({ title }) => title;\n' });
  workspace.remove('templates/text.hbs');
  expect(await counts()).toBe('4/2/0 0/0/0');
  expect(read('cat.txt')).toBe('Cat');
  workspace.write({ 'templates/text.hbs': 'text\n' });
  workspace.remove('templates/text.js');
  expect(await counts()).toBe('4/2/0 0/0/0');
  expect(read('cat.txt')).toBe('text\n');
});

test('several threads give the same bytes', async () => {
  for (let at = 0; at < 60; at++) workspace.write({ [`specs/s${at}.json`]: `{ "title": "S${at}", "fields": ["x"] }` });
  await workspace.succeed();
  const one = workspace.outputs();
  workspace.remove('generated');
  await workspace.succeed({ workers: 3 });
  expect(workspace.outputs()).toEqual(one);
});

describe('files of groups', () => {
  const all: CodegenOptions['emit'] = [
    { template: 'all', to: 'all.txt', each: 'library' },
    { template: 'all', to: 'of/{{@name}}.txt', each: 'source' },
    { template: 'list', to: 'list.txt', each: 'library' },
  ];

  it('get the names of the patterns', async () => {
    workspace.write({
      'templates/all.js':
        'module.exports = (data, { patterns }) => patterns.map(({ path, name, key }, at) => [path, name, key, data.patterns[at].title]).join(";");\n',
      'templates/list.hbs': '',
    });
    await workspace.succeed({ emit: all });
    expect(read('all.txt')).toBe('specs/cat.json,cat,,Cat;specs/dog.json,dog,,Dog');
    expect(read('of/cat.txt')).toBe('specs/cat.json,cat,,Cat');
  });

  it('get the patterns, and partials that iterate them get their names', async () => {
    workspace.write({
      'templates/all.js':
        "module.exports = (data, { name, partial }) => `${name}: ${partial('names', { list: data.patterns })}`;\n",
      'templates/list.hbs': '{{#each patterns}}{{> title}}{{/each}}\n',
      'partials/names.hbs': '{{#each list}}{{@path}} {{@name}} {{title}};{{/each}}{{@root.patterns.length}}\n',
      'partials/title.js': 'module.exports = ({ title }, { name }) => `${name}=${title};`;\n',
    });
    await workspace.succeed({ emit: all });
    expect(read('all.txt')).toBe('undefined: specs/cat.json cat Cat;specs/dog.json dog Dog;2\n');
    expect(read('of/cat.txt')).toBe('cat: specs/cat.json cat Cat;1\n');
    expect(read('list.txt')).toBe('cat=Cat;dog=Dog;\n');
    workspace.edit('specs/dog.json', 'Dog', 'Hound');
    expect(await counts({ emit: all })).toBe('1/3/0 0/0/0');
    expect(read('list.txt')).toBe('cat=Cat;dog=Hound;\n');
    await expectClean(workspace, { emit: all });
  });
});

test('only reading `source` makes a file depend on the whole document', async () => {
  const document = { api: 'pets', models: { Cat: { text: 'meows' }, Dog: { text: 'barks' } } };
  const options: Partial<CodegenOptions> = {
    patterns: ['api.json'],
    items: '/models',
    emit: [
      { template: 'reads', to: '{{@key}}.txt' },
      { template: 'plain', to: '{{@key}}.md' },
    ],
  };
  workspace.write({
    'api.json': JSON.stringify(document),
    'templates/reads.js': 'module.exports = ({ text }, { key, source }) => `${key} ${text} ${source.api}`;\n',
    'templates/plain.mjs':
      'export default ({ text }, { key, path, source }) => `${key} ${text} ${path} ${typeof source}`;\n',
  });
  await workspace.succeed(options);
  expect(read('Cat.txt')).toBe('Cat meows pets');
  expect(read('Cat.md')).toBe('Cat meows api.json object');
  expect(workspace.manifest().files['Cat.txt']?.partials).toEqual(['/@source']);
  workspace.write({ 'api.json': JSON.stringify({ ...document, api: 'animals' }) });
  expect(await reasons(options)).toEqual(['Cat.txt | api.json changed', 'Dog.txt | api.json changed']);
  expect(await counts(options)).toBe('2/2/0 0/0/0');
  expect(read('Dog.txt')).toBe('Dog barks animals');
});

test('a partial called as a block renders its block as @partial-block', async () => {
  workspace.write({
    'templates/text.hbs': '{{#> box}}{{title}}{{#*inline "own"}}({{title}}){{/inline}}{{/box}}\n',
    'partials/box.js':
      "module.exports = (data, { partial }) => `[${partial('@partial-block')}${partial('own', { title: 1 })}]`;\n",
  });
  await workspace.succeed();
  expect(read('cat.txt')).toBe('[Cat(1)]\n');
});

test('a partial called without data gets that of its template', async () => {
  workspace.write({ 'templates/client.js': "module.exports = (data, { partial }) => partial('head');\n" });
  await workspace.succeed();
  expect(read('cat.ts')).toBe('== Cat ==\n');
});

test('names follow the same rules as for other templates, and type declarations are ignored', async () => {
  workspace.write({ 'templates/client.d.ts': 'export {};\n', 'templates/plain.d.mts': 'export {};\n' });
  const emit: CodegenOptions['emit'] = [
    { template: 'client.js', to: '{{@name}}.1' },
    { template: 'templates/client.js', to: '{{@name}}.2' },
  ];
  const templates: CodegenOptions['templates'] = ['templates/*'];
  expect(await counts({ emit, templates })).toBe('0/4/0 0/0/0');
  expect(read('dog.1')).toBe(read('dog.2'));
});

test('a schema checks Handlebars texts around functions, but not the functions', async () => {
  workspace.write({
    'schema.json': '{ "type": "object", "properties": { "title": {}, "fields": {} }, "additionalProperties": false }\n',
    'templates/plain.mjs': 'export default ({ titel }) => `# ${titel}\\n`;\n',
    'templates/text.hbs': '{{> field other=1}}{{titel}}\n',
  });
  const { output, success } = await workspace.run({ schema: 'schema.json' });
  expect(success).toBe(false);
  expect(output.match(/error unknown-field/g)).toHaveLength(1);
  expect(output).toContain('templates/text.hbs:1:22 error unknown-field');
});

test('options of Handlebars do not affect functions', async () => {
  workspace.write({ 'specs/cat.json': '{ "title": "<b>", "fields": [] }\n' });
  await workspace.succeed({ escape: true, missingFields: 'error', builtinHelpers: false });
  expect(read('cat.md')).toBe('# <b>\n');
  // The partial is a Handlebars text.
  expect(read('cat.ts')).toBe('// specs/cat.json cat\n== &lt;B&gt;! ==\n');
});
