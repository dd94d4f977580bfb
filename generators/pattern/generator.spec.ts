import { parse } from 'jsonc-parser';
import codegenGenerator from '../codegen/generator';
import { printed, snapshot, workspaceTree } from '../testing/tree';
import { copySpec } from './copy-spec';
import patternGenerator from './generator';
import { minimalSpec } from './minimal-spec';
import type { PatternOptions } from './options';

const FILE = 'libs/a/nx-workflow.json';

beforeEach(() => void printed());
afterEach(() => jest.restoreAllMocks());

async function withCodegen(files: Record<string, string | object> = {}) {
  const tree = workspaceTree({ [FILE]: '{ "name": "a", "tasks": { "other": { "command": "true" } } }', ...files });
  await codegenGenerator(tree, {});
  return tree;
}

function codegen(more: object) {
  return { name: 'a', tasks: { make: { executor: 'nx-workflow:codegen', ...more } } };
}

test('a spec is a copy of the first one under its own name', async () => {
  const tree = await withCodegen();
  const { info } = printed();
  await patternGenerator(tree, { name: 'time/my-clock' });
  const model = tree.read('libs/a/patterns/example.yaml', 'utf-8')!;
  expect(tree.read('libs/a/patterns/time/my-clock.yaml', 'utf-8')).toBe(model.replace('"example"', '"my-clock"'));
  expect(info).toEqual(['a copy of libs/a/patterns/example.yaml; edit it']);
});

test('a copy of a named spec', async () => {
  const tree = await withCodegen({ 'libs/a/patterns/zebra.yaml': 'title: zebra\nvalues: { x: 1 }\n' });
  await patternGenerator(tree, { name: 'horse', from: 'zebra' });
  expect(tree.read('libs/a/patterns/horse.yaml', 'utf-8')).toBe('title: horse\nvalues: { x: 1 }\n');
});

test('if patterns are members of a document, no file is added', async () => {
  const tree = workspaceTree({ [FILE]: '{ "name": "a", "tasks": {} }' });
  await codegenGenerator(tree, { pattern: 'tokens', items: '/groups' });
  await expect(patternGenerator(tree, { name: 'colors' })).rejects.toThrow(
    new Error(
      'the patterns of the task "generate" are members of documents ("items": "/groups"), not files\nhint: write the new one into libs/a/patterns/tokens.yaml',
    ),
  );
});

test('a second run changes nothing and says so, even if the spec was edited', async () => {
  const tree = await withCodegen();
  await patternGenerator(tree, { name: 'clock' });
  tree.write('libs/a/patterns/clock.yaml', 'title: edited\nvalues: { a: 1 }\n');
  const before = snapshot(tree);
  const { info } = printed();
  await patternGenerator(tree, { name: 'clock' });
  expect(snapshot(tree)).toEqual(before);
  expect(info).toEqual(['libs/a/patterns/clock.yaml already exists; nothing changed']);
});

test('without any pattern, a spec is made from the schema', async () => {
  const tree = workspaceTree({
    [FILE]: codegen({ options: { patterns: ['libs/a/specs/*.{json,yaml}'], schema: 'libs/a/s.json' } }),
    'libs/a/s.json': {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['name', 'kind', 'size', 'parts', 'on'],
      properties: {
        name: { type: 'string' },
        kind: { enum: ['round', 'square'] },
        size: { $ref: '#/$defs/size' },
        parts: {
          type: 'array',
          minItems: 2,
          items: { type: 'object', required: ['at'], properties: { at: { const: 3 } } },
        },
        on: { type: 'boolean' },
        more: { type: 'string' },
      },
      $defs: { size: { type: 'integer', minimum: 2 } },
    },
  });
  await patternGenerator(tree, { name: 'first' });
  expect(parse(tree.read('libs/a/specs/first.json', 'utf-8')!)).toEqual({
    name: 'first',
    kind: 'round',
    size: 2,
    parts: [{ at: 3 }, { at: 3 }],
    on: false,
  });
});

test('without schema and pattern, a spec has only a name', async () => {
  const tree = workspaceTree({
    [FILE]: codegen({ project: ['libs/b'], options: { patterns: ['{projectRoot}/p/*.yaml'] } }),
  });
  await patternGenerator(tree, { name: 'first' });
  expect(tree.read('libs/b/p/first.yaml', 'utf-8')).toBe('name: first\n');
});

test('copies keep comments, quotes and everything that is not the name', () => {
  expect(copySpec("# about\nname: 'old' # its name\nother: older\nlist: [old]\nid: old\n", 'old', 'new-one')).toBe(
    '# about\nname: "new-one" # its name\nother: older\nlist: [old]\nid: new-one\n',
  );
  expect(copySpec('{ "name": "old", "n": 1 }\n', 'old', '7')).toBe('{ "name": "7", "n": 1 }\n');
  expect(copySpec('not: [a spec', 'a', 'b')).toBe('not: [a spec');
});

test('a schema from which no spec can be made', () => {
  const schema =
    '{ "type": "object", "required": ["x"], "properties": { "x": { "type": "string", "pattern": "^\\\\d+$" } } }';
  expect(minimalSpec('s.json', schema, 'a')).toEqual({
    message: 'no first spec can be made from s.json: /x must match pattern "^\\d+$"',
    hint: 'write the first one by hand; further ones can be copies of it',
  });
});

test.each<[PatternOptions, string]>([
  [
    { name: '../x' },
    '"../x" cannot be the name of a pattern\nhint: use letters, digits and hyphens, with / between folders',
  ],
  [{ name: 'x', task: 'generat' }, `there is no task "generat" in ${FILE}\nhint: did you mean "generate"?`],
  [{ name: 'x', task: 'other' }, 'the task "other" does not run nx-workflow:codegen\nhint: known: "generate"'],
  [
    { name: 'x', from: 'exampel' },
    'there is no pattern "exampel" for the task "generate"\nhint: did you mean "example"?',
  ],
  [{ name: 'x', project: 'libs/z' }, 'there is no folder "libs/z"\nhint: it runs on: libs/a'],
])('%j is refused', async (options, message) => {
  const tree = await withCodegen();
  await expect(patternGenerator(tree, options)).rejects.toThrow(new Error(message));
});

test('tasks that do not determine the place of the spec are refused', async () => {
  const several = workspaceTree({
    [FILE]: codegen({ project: 'libs/*', options: { patterns: ['{projectRoot}/p/*.yaml'] } }),
  });
  await expect(patternGenerator(several, { name: 'x' })).rejects.toThrow(
    new Error('the task "make" runs on several projects, so --project must say which\nhint: it runs on: libs/*'),
  );
  await patternGenerator(several, { name: 'x', project: 'libs/a' });
  expect(several.exists('libs/a/p/x.yaml')).toBe(true);
  await expect(patternGenerator(several, { name: 'deep/x', project: 'libs/a' })).rejects.toThrow(
    new Error('the task would not find libs/a/p/deep/x.yaml\nhint: its globs are: {projectRoot}/p/*.yaml'),
  );
  const without = workspaceTree({ [FILE]: codegen({}) });
  await expect(patternGenerator(without, { name: 'x' })).rejects.toThrow(
    new Error('the task "make" has no "patterns"\nhint: add a glob of spec files first'),
  );
  const none = workspaceTree({ [FILE]: { tasks: {} } });
  await expect(patternGenerator(none, { name: 'x' })).rejects.toThrow(
    new Error(`${FILE} has no codegen task\nhint: make one: npx nx g nx-workflow:codegen generate`),
  );
});
