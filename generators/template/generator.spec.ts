import { parse } from 'jsonc-parser';
import codegenGenerator from '../codegen/generator';
import { printed, snapshot, workspaceTree } from '../testing/tree';
import templateGenerator from './generator';
import type { TemplateOptions } from './options';
import { starterTemplate } from './starter';

const FILE = 'libs/a/nx-workflow.json';

afterEach(() => jest.restoreAllMocks());

async function withCodegen() {
  const tree = workspaceTree({ [FILE]: '{ "name": "a", "tasks": {} }\n' });
  await codegenGenerator(tree, {});
  return tree;
}

test('a template with its entry of emit', async () => {
  const tree = await withCodegen();
  templateGenerator(tree, { name: 'styles', to: '{{kebabCase @name}}.css' });
  templateGenerator(tree, { name: 'index', each: 'library' });
  expect(tree.read('libs/a/templates/styles.hbs', 'utf-8')).toBe(
    '/* Generated from {{@path}}; change that file instead. */\n',
  );
  expect(tree.read('libs/a/templates/index.hbs', 'utf-8')).toBe(
    '// Generated from {{patterns.length}} patterns.\nexport const patterns = {{json patterns indent=2}} as const;\n',
  );
  expect(parse(tree.read(FILE, 'utf-8')!).tasks.generate.options.emit).toEqual([
    { template: 'constants', to: '{{kebabCase @name}}.ts' },
    { template: 'styles', to: '{{kebabCase @name}}.css' },
    { template: 'index', to: 'index.ts', each: 'library' },
  ]);
});

test('a file for each source file lists its patterns', async () => {
  const tree = await withCodegen();
  templateGenerator(tree, { name: 'list', each: 'source' });
  expect(tree.read('libs/a/templates/list.hbs', 'utf-8')).toBe(
    '// Generated from {{@path}}; change that file instead.\nexport const patterns = {{json patterns indent=2}} as const;\n',
  );
  expect(parse(tree.read(FILE, 'utf-8')!).tasks.generate.options.emit[1]).toEqual({
    template: 'list',
    to: '{{kebabCase @name}}.list.ts',
    each: 'source',
  });
});

test('the output is named after pattern and template, with the extension that the task uses', async () => {
  const tree = await withCodegen();
  templateGenerator(tree, { name: 'docs/page' });
  expect(parse(tree.read(FILE, 'utf-8')!).tasks.generate.options.emit[1]).toEqual({
    template: 'docs/page',
    to: '{{kebabCase @name}}.docs.page.ts',
  });
  expect(tree.exists('libs/a/templates/docs/page.hbs')).toBe(true);
});

test('a second run changes nothing and says so; an existing template gets its entry', async () => {
  const tree = await withCodegen();
  const { info } = printed();
  templateGenerator(tree, { name: 'styles', to: '{{@name}}.css' });
  tree.write('libs/a/templates/styles.hbs', 'mine');
  templateGenerator(tree, { name: 'styles', to: '{{@name}}.less' });
  const before = snapshot(tree);
  expect(before['libs/a/templates/styles.hbs']).toBe('mine');
  templateGenerator(tree, { name: 'styles', to: '{{@name}}.less' });
  expect(snapshot(tree)).toEqual(before);
  expect(info).toEqual([
    'the task "generate" already makes "{{@name}}.less" from libs/a/templates/styles.hbs; nothing changed',
  ]);
});

test.each([
  ['{{@name}}.json', 'pattern', '{{json this indent=2}}\n'],
  ['all.json', 'library', '{{json patterns indent=2}}\n'],
  ['{{@name}}.md', 'pattern', '<!-- Generated from {{@path}}; change that file instead. -->\n'],
  ['{{@name}}.py', 'pattern', '# Generated from {{@path}}; change that file instead.\n'],
  [
    '{{@name}}.mts',
    'pattern',
    '// Generated from {{@path}}; change that file instead.\nexport const name = {{json @name}};\n',
  ],
] as const)('%s starts with what its language can read', (to, each, text) => {
  expect(starterTemplate(to, each)).toBe(text);
});

test.each<[TemplateOptions, string]>([
  [
    { name: 'x', to: '{{kebabCase @name}}.ts' },
    'the task "generate" already makes "{{kebabCase @name}}.ts" from "constants"\nhint: choose another --to',
  ],
  [
    { name: 'x', to: 'one.ts' },
    'all patterns would be written to the one file "one.ts"\nhint: put the name of the pattern into it, like {{kebabCase @name}}, or write --each=library',
  ],
  [
    { name: 'x', to: 'one.ts', each: 'source' },
    'all source files would be written to the one file "one.ts"\nhint: put the name of the source file into it, like {{kebabCase @name}}, or write --each=library',
  ],
  [
    { name: 'x', to: '../{{@name}}.ts' },
    '"../{{@name}}.ts" is not a path below the output folder\nhint: write it like --to="{{kebabCase @name}}.css"',
  ],
  [
    { name: 'x', to: '{{projectName}}-{{@name}}.ts' },
    'Nx would replace the inner part of {{projectName}} before the task sees it\nhint: write {{ projectName }}, with spaces',
  ],
  [
    { name: 'x y' },
    '"x y" cannot be the name of a template\nhint: use letters, digits and hyphens, with / between folders',
  ],
])('%j is refused, and nothing is written', async (options, message) => {
  const tree = await withCodegen();
  const before = snapshot(tree);
  expect(() => templateGenerator(tree, options)).toThrow(new Error(message));
  expect(snapshot(tree)).toEqual(before);
});
