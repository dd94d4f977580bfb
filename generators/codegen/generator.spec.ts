import { parse } from 'jsonc-parser';
import { json, printed, snapshot, workspaceTree } from '../testing/tree';
import codegenGenerator from './generator';
import type { CodegenOptions } from './options';

const FILE = 'libs/a/nx-workflow.json';
const TEXT = '{\n  "name": "a",\n  "tasks": {} // none yet\n}\n';

afterEach(() => jest.restoreAllMocks());

test('a task with a pattern, a template and a schema', async () => {
  const tree = workspaceTree({ [FILE]: TEXT, 'nx.json': {} });
  await codegenGenerator(tree, {});
  expect(tree.read(FILE, 'utf-8')).toBe(`{
  "name": "a",
  "tasks": {
    "generate": {
      "description": "Generate TypeScript from patterns",
      "executor": "nx-workflow:codegen",
      "options": {
        "patterns": ["{projectRoot}/patterns/**/*.yaml"],
        "schema": "{projectRoot}/pattern.schema.json",
        "templates": ["{projectRoot}/templates/**/*.hbs"],
        "emit": [{ "template": "constants", "to": "{{kebabCase @name}}.ts" }],
        "outputDir": "{projectRoot}/generated"
      }
    }
  } // none yet
}
`);
  expect(tree.children('libs/a').sort()).toEqual(['nx-workflow.json', 'pattern.schema.json', 'patterns', 'templates']);
  expect(tree.read('.gitignore', 'utf-8')).toBe('/libs/a/generated/\n');
  expect(JSON.parse(tree.read('nx.json', 'utf-8')!).plugins).toEqual(['nx-workflow']);
});

test('many patterns from one document', async () => {
  const tree = workspaceTree({ [FILE]: TEXT });
  await codegenGenerator(tree, { pattern: 'tokens', items: '/a~1b/groups' });
  expect(parse(tree.read(FILE, 'utf-8')!).tasks.generate.options).toMatchObject({
    patterns: ['{projectRoot}/patterns/**/*.yaml'],
    items: '/a~1b/groups',
  });
  expect(tree.read('libs/a/patterns/tokens.yaml', 'utf-8'))
    .toBe(`# Each member of /a~1b/groups is a pattern; pattern.schema.json defines its fields.
a/b:
  groups:
    numbers:
      title: numbers
      values:
        answer: 42
        dozen: 12
    texts:
      title: texts
      values:
        greeting: hello
`);
});

test('in a folder of its own, compiled, committed', async () => {
  const tree = workspaceTree({ [FILE]: TEXT });
  const options = { name: 'messages', folder: 'messages/', pattern: 'hello', compile: 'oxc', commit: true } as const;
  await codegenGenerator(tree, options);
  const task = parse(tree.read(FILE, 'utf-8')!).tasks.messages;
  expect(task.committed).toBe(true);
  expect(task.options.outputDir).toBe('{projectRoot}/messages/generated');
  expect(task.options.compile).toEqual([{ compiler: 'typescript', transformer: 'oxc' }]);
  expect(tree.exists('libs/a/messages/patterns/hello.yaml')).toBe(true);
  expect(tree.exists('.gitignore')).toBe(false);
  expect(JSON.parse(tree.read('package.json', 'utf-8')!).devDependencies).toEqual({
    'nx-workflow': '0.1.0',
    'oxc-transform': '0.158.0',
    typescript: '5.9.3',
  });
});

test('templates are excluded from Prettier, which would format them as HTML', async () => {
  const tree = workspaceTree({ [FILE]: TEXT, '.prettierignore': '/dist' });
  await codegenGenerator(tree, {});
  expect(tree.read('.prettierignore', 'utf-8')).toBe('/dist\n/libs/a/templates/\n');
  const other = workspaceTree({ [FILE]: TEXT, 'package.json': { devDependencies: { prettier: '3' } } });
  await codegenGenerator(other, {});
  expect(other.read('.prettierignore', 'utf-8')).toBe('/libs/a/templates/\n');
});

test('committed generated files are excluded from Prettier, too', async () => {
  const tree = workspaceTree({ [FILE]: TEXT, '.prettierignore': '*.hbs\n' });
  await codegenGenerator(tree, { commit: true });
  expect(tree.read('.prettierignore', 'utf-8')).toBe('*.hbs\n/libs/a/generated/\n');
});

test('an installed transformer keeps its version', async () => {
  const tree = workspaceTree({ [FILE]: TEXT, 'package.json': { devDependencies: { typescript: '~5.6.0' } } });
  await codegenGenerator(tree, { compile: 'typescript' });
  expect(tree.read('package.json', 'utf-8')).toBe(json({ devDependencies: { typescript: '~5.6.0' } }));
});

test('a second run changes nothing and says so; existing files stay', async () => {
  const tree = workspaceTree({ [FILE]: TEXT, 'libs/a/templates/constants.hbs': 'mine' });
  const { info } = printed();
  await codegenGenerator(tree, {});
  const before = snapshot(tree);
  expect(before['libs/a/templates/constants.hbs']).toBe('mine');
  await codegenGenerator(tree, {});
  expect(snapshot(tree)).toEqual(before);
  expect(info).toEqual([`${FILE} already has this task "generate"; nothing changed`]);
});

test.each<[CodegenOptions, string]>([
  [
    { name: 'other' },
    'the task "generate" already generates into "{projectRoot}/generated"\nhint: write --folder=other',
  ],
  [{ folder: '../b', name: 'x' }, 'the folder "../b" is not inside libs/a\nhint: write --folder=x'],
  [
    { pattern: '../x' },
    '"../x" cannot be the name of a pattern\nhint: use letters, digits and hyphens, with / between folders',
  ],
  [{ compile: 'oxc' }, `${FILE} already has a task "generate"\nhint: choose another name, or edit the task there`],
])('%j is refused, and nothing is written', async (options, message) => {
  const tree = workspaceTree({ [FILE]: TEXT });
  await codegenGenerator(tree, {});
  const before = snapshot(tree);
  await expect(codegenGenerator(tree, options)).rejects.toThrow(new Error(message));
  expect(snapshot(tree)).toEqual(before);
});
