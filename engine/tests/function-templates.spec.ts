import type { CodegenOptions } from '../options';
import { endDriver, Workspace } from '../testing/workspace';

afterAll(endDriver);

const OPTIONS: CodegenOptions = {
  patterns: ['specs/*.json'],
  templates: ['templates/*.{hbs,js,mjs}'],
  partials: ['partials/**/*.{hbs,js}'],
  emit: [
    { template: 'client', to: '{{@name}}.ts' },
    { template: 'text', to: '{{@name}}.txt' },
  ],
  outputDir: 'generated',
  workers: 1,
};

const FILES = {
  'specs/cat.json': '{ "title": "Cat", "fields": ["name", "age"] }\n',
  'specs/dog.json': '{ "title": "Dog", "fields": [] }\n',
  'templates/client.js': `
const { upper } = require('../lib/upper');
module.exports = (data, { path, name, partial }) =>
  \`// \${path} \${name}\\n\${partial('head', { title: upper(data.title) })}\${data.fields.map((one) => partial('field', { one })).join('')}\`;
`,
  'lib/upper.js': 'exports.upper = (text) => text.toUpperCase();\n',
  'templates/text.hbs': '{{> head}}\n{{#each fields}}\n  {{> field one=this last=@last}}\n{{/each}}\n',
  'partials/head.hbs': '== {{title}} ==\n',
  'partials/field.js': 'module.exports = ({ one, last }, { name }) => `- ${name}.${one}${last ? "!" : ""}\\n`;\n',
};

let workspace: Workspace;
const counts = async (options?: Partial<CodegenOptions>): Promise<string> => (await workspace.succeed(options)).counts;

beforeEach(() => {
  workspace = new Workspace(OPTIONS, FILES);
});
afterEach(() => workspace.dispose());

test('a module makes files, and partials are called both ways', async () => {
  expect(await counts()).toBe('0/4/0 0/0/0');
  expect(workspace.read('generated/cat.ts')).toBe('// specs/cat.json cat\n== CAT ==\n- cat.name\n- cat.age\n');
  expect(workspace.read('generated/cat.txt')).toBe('== Cat ==\n  - cat.name\n  - cat.age!\n');
  expect(workspace.read('generated/dog.ts')).toBe('// specs/dog.json dog\n== DOG ==\n');
  expect(await counts()).toBe('4/0/0 0/0/0');
});
