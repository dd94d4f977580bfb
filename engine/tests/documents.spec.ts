import type { CodegenOptions } from '../options';
import { expectClean } from '../testing/delta-run';
import { diagnosticsOf } from '../testing/small';
import { endDriver, Workspace } from '../testing/workspace';

afterAll(endDriver);

const OPTIONS: CodegenOptions = {
  patterns: ['specs/*.{json,yaml}'],
  templates: ['templates/*.hbs'],
  emit: [
    { template: 'one', to: '{{@name}}.txt' },
    { template: 'all', to: 'all.txt', each: 'library' },
  ],
  outputDir: 'generated',
  workers: 1,
};

let workspace: Workspace;
const documents = (...texts: string[]): void => workspace.write({ 'specs/m.yaml': texts.join('---\n') });
const counts = async (options?: Partial<CodegenOptions>): Promise<string> => (await workspace.succeed(options)).counts;
const made = (): string[] => Object.keys(workspace.outputs() ?? {}).filter((name) => !name.startsWith('.'));

beforeEach(() => {
  workspace = new Workspace(OPTIONS, {
    'specs/s.json': '{ "title": "single" }\n',
    'templates/one.hbs': '{{@path}} {{@name}} {{@key}} {{title}}\n',
    'templates/all.hbs': '{{#each patterns}}{{title}} {{/each}}\n',
  });
});
afterEach(() => workspace.dispose());

test('each document of a YAML file is a pattern, in the order of the file', async () => {
  documents('# two\n', 'title: one\n', 'title: two\nsize: .inf\n...\n');
  expect(await counts()).toBe('0/4/0 0/0/0');
  expect(made()).toEqual(['all.txt', 'm-0.txt', 'm-1.txt', 's.txt']);
  expect(workspace.read('generated/m-0.txt')).toBe('specs/m.yaml m-0 0 one\n');
  expect(workspace.read('generated/m-1.txt')).toBe('specs/m.yaml m-1 1 two\n');
  expect(workspace.read('generated/s.txt')).toBe('specs/s.json s  single\n');
  expect(workspace.read('generated/all.txt')).toBe('one two single \n');
  expect(await counts()).toBe('4/0/0 0/0/0');
  const outputs = workspace.outputs();
  workspace.remove('generated');
  expect(await counts({ workers: 2 })).toBe('0/4/0 0/0/0');
  expect(workspace.outputs()).toEqual(outputs);
});

test('a file with one document and several empty ones is one pattern', async () => {
  documents('', '# nothing\n', 'title: one\n', '', '# end\n');
  expect(await counts()).toBe('0/3/0 0/0/0');
  expect(workspace.read('generated/m.txt')).toBe('specs/m.yaml m  one\n');
});

test('empty documents are no patterns, but a document with null is one', async () => {
  documents('', '', '# end\n');
  expect(await counts()).toBe('0/2/0 0/0/0');
  expect(made()).toEqual(['all.txt', 's.txt']);
  documents('', 'null\n', 'title: one\n');
  expect(await counts()).toBe('1/3/0 0/0/0');
  expect(workspace.read('generated/m-0.txt')).toBe('specs/m.yaml m-0 0 \n');
});

describe('a change', () => {
  beforeEach(async () => {
    documents('title: one\n', 'title: two\n', 'title: three\n');
    expect(await counts()).toBe('0/5/0 0/0/0');
    expect(await counts()).toBe('5/0/0 0/0/0');
  });

  test('of one document renders its file', async () => {
    documents('title: one\n', 'title: two\nsize: 2\n', 'title: three\n');
    // The library file shows only titles.
    expect(await counts()).toBe('4/1/0 0/0/0');
    await expectClean(workspace);
  });

  test('of comments and empty documents renders nothing', async () => {
    documents('# one\ntitle: one\n', '', 'title: two\n', '# none\n', 'title: three # 3\n', '');
    expect(await counts()).toBe('5/0/0 0/0/0');
    await expectClean(workspace);
  });

  test('of their number renumbers later documents', async () => {
    documents('title: one\n', 'title: new\n', 'title: two\n', 'title: three\n');
    expect(await counts()).toBe('2/4/0 0/0/0');
    expect(workspace.read('generated/m-1.txt')).toBe('specs/m.yaml m-1 1 new\n');
    documents('title: one\n');
    expect(await counts()).toBe('1/2/4 0/0/0');
    expect(made()).toEqual(['all.txt', 'm.txt', 's.txt']);
    documents('title: one\n', 'title: two\n');
    expect(await counts()).toBe('1/3/1 0/0/0');
    expect(workspace.read('generated/all.txt')).toBe('one two single \n');
    await expectClean(workspace);
  });

  test('of another file, a template or the list of files gives correct results', async () => {
    workspace.write({ 'specs/s.json': '{ "title": "changed" }\n' });
    expect(await counts()).toBe('3/2/0 0/0/0');
    workspace.write({ 'specs/t.yaml': 'title: t\n' });
    expect(await counts()).toBe('4/2/0 0/0/0');
    workspace.write({ 'specs/t.yaml': 'title: t\n---\ntitle: u\n' });
    expect(await counts()).toBe('4/3/1 0/0/0');
    workspace.write({ 'templates/one.hbs': '{{@name}} {{title}}\n' });
    expect(await counts()).toBe('1/6/0 0/0/0');
    workspace.remove('specs/t.yaml');
    expect(await counts()).toBe('4/1/2 0/0/0');
    expect(workspace.read('generated/all.txt')).toBe('one two three changed \n');
    await expectClean(workspace);
  });

  test('of the file renders documents that read all of it', async () => {
    workspace.write({ 'templates/one.hbs': '{{title}}{{#if size}} of {{#each @source}}{{title}},{{/each}}{{/if}}\n' });
    documents('title: one\nsize: 1\n', 'title: two\n');
    expect(await counts()).toBe('0/4/1 0/0/0');
    expect(workspace.read('generated/m-0.txt')).toBe('one of one,two,\n');
    documents('title: one\nsize: 1\n', 'title: other\n');
    expect(await counts()).toBe('1/3/0 0/0/0');
    expect(workspace.read('generated/m-0.txt')).toBe('one of one,other,\n');
    await expectClean(workspace);
  });

  test('that breaks the file is an error in this file only', async () => {
    documents('title: one\n', 'title: [\n', 'title: three\n');
    workspace.write({ 'specs/s.json': '{ "title": "changed" }\n' });
    const { success, output } = await workspace.run({ onError: 'continue' });
    expect(success).toBe(false);
    expect(diagnosticsOf(output).split('\n')[0]).toBe(
      'specs/m.yaml:4:1 error spec-syntax: YAML syntax: Flow sequence in block collection must be sufficiently indented and end with a ]',
    );
    expect(workspace.read('generated/s.txt')).toContain('changed');
    documents('title: one\n', 'title: two\n', 'title: three\n');
    await workspace.succeed();
    await expectClean(workspace);
  });
});

test('a file that gets a second document is renamed', async () => {
  documents('title: one\n');
  expect(await counts()).toBe('0/3/0 0/0/0');
  documents('title: one\n', 'title: two\n');
  expect(await counts()).toBe('1/3/1 0/0/0');
  expect(made()).toEqual(['all.txt', 'm-0.txt', 'm-1.txt', 's.txt']);
  await expectClean(workspace);
});

test('with "items", the pointer applies to each document, which is `@source`', async () => {
  documents('version: 1\nparts: { a: { title: A }, b: { title: B } }\n', 'version: 2\nparts: [{ title: C }]\n');
  workspace.write({ 'templates/one.hbs': '{{@name}} {{@key}} {{title}} {{@source.version}}\n' });
  const options = { patterns: ['specs/m.yaml'], items: '/parts' } as Partial<CodegenOptions>;
  expect(await counts(options)).toBe('0/4/0 0/0/0');
  expect(['a', 'b', '0'].map((name) => workspace.read(`generated/${name}.txt`))).toEqual([
    'a a A 1\n',
    'b b B 1\n',
    '0 0 C 2\n',
  ]);
  documents('version: 1\nparts: {}\n', 'part: []\n');
  const { output } = await workspace.run(options);
  expect(diagnosticsOf(output).split('\n')).toEqual([
    'specs/m.yaml:4:1 error items: the option "items" is "/parts", and there is no "parts" here',
    '  4 | part: []',
    '    | ^^^^^^^^',
    '  hint: did you mean "part"?',
  ]);
});

test('the schema and the prepare module get one document, and errors have places', async () => {
  documents('title: one\n', 'title: 2\n');
  workspace.write({
    'schema.json': '{ "properties": { "title": { "type": "string" } } }',
    'prepare.js': 'module.exports = (spec, about) => ({ title: JSON.stringify([spec.title, about]) });\n',
  });
  const { output } = await workspace.run({ schema: 'schema.json' });
  expect(diagnosticsOf(output).split('\n')[0]).toBe(
    'specs/m.yaml:3:8 error spec-schema: "title" must be string, not 2',
  );
  await workspace.succeed({ prepare: 'prepare.js' });
  expect(workspace.read('generated/m-1.txt')).toContain('[2,{"path":"specs/m.yaml","name":"m-1","key":"1"}]');
});

test('two files with one name are an error at the place of the document', async () => {
  documents('title: one\n', '\ntitle: two\n');
  const { output } = await workspace.run({ emit: [{ template: 'one', to: '../{{title}}.txt' }] });
  expect(diagnosticsOf(output).split('\n')[0]).toBe(
    'specs/m.yaml:1:1 error output-path: "to" gives the path "../one.txt": it leaves the output folder',
  );
});

test('a schema with several documents is an error', async () => {
  workspace.write({ 'schema.yaml': 'type: object\n---\ntype: object\n' });
  const { output } = await workspace.run({ schema: 'schema.yaml' });
  expect(diagnosticsOf(output).split('\n')[0]).toBe('schema.yaml:3:1 error schema: a schema is one document');
});
