import Ajv from 'ajv';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_FIELDS, TASK_FIELDS } from './field-types';
import { readWorkflowFile } from './validate';

const read = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(__dirname, '..', path), 'utf8')) as Record<string, unknown>;

interface Schema {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
  readonly definitions: {
    readonly task: { readonly properties: Readonly<Record<string, { readonly description?: string }>> };
  };
}

const schema = read('schemas/workflow.json');
/** Editors find this schema by its path; its $id is for Nx. */
const codegenSchema = Object.fromEntries(
  Object.entries(read('executors/codegen/schema.json')).filter(([key]) => !key.startsWith('$')),
);
const validate = new Ajv({ strict: false })
  .addSchema(codegenSchema, '../executors/codegen/schema.json')
  .compile(schema);

test('the schema has the same properties as the parser, each with a description', () => {
  const { properties, definitions } = schema as unknown as Schema;
  expect(Object.keys(properties).sort()).toEqual(Object.keys(FILE_FIELDS).sort());
  expect(Object.keys(definitions.task.properties).sort()).toEqual(Object.keys(TASK_FIELDS).sort());
  for (const property of [...Object.values(properties), ...Object.values(definitions.task.properties)]) {
    expect(property.description).toMatch(/^\S.*\.$/);
  }
});

const codegen = {
  executor: 'nx-workflow:codegen',
  options: { patterns: ['p'], templates: ['tt'], emit: [{ template: 'tt', to: 'o' }], outputDir: 'o' },
};
const GOOD = {
  $schema: 'x',
  name: 'k1',
  phases: ['one'],
  tasks: {
    a: {
      id: 1,
      phase: 'one',
      description: 'd',
      command: 'x',
      outputs: ['{projectRoot}/o'],
      cache: true,
      project: 'libs/*',
    },
    bb: {
      executor: 'x:y',
      options: {},
      dependsOn: ['a', 1, { task: 'a', outputs: ['{projectRoot}/o/f'], projects: '*' }, '^build'],
    },
    c: {
      command: 'x',
      after: [
        { task: 1, params: 'forward' },
        { target: 'tt', projects: ['p'] },
      ],
      project: ['libs/a'],
      inputs: ['default', { env: 'E' }],
    },
    d: codegen,
  },
};

test('both accept a valid file', () => {
  expect([validate(GOOD), validate.errors]).toEqual([true, null]);
  expect(readWorkflowFile(JSON.stringify(GOOD), 'nx-workflow.json').diagnostics).toEqual([]);
});

test.each<[string, object]>([
  ['no tasks', { name: 'k' }],
  ['an unknown property', { ...GOOD, phase: [] }],
  ['an unknown property of a task', { tasks: { a: { command: 'x', comand: 'y' } } }],
  ['both command and executor', { tasks: { a: { command: 'x', executor: 'y:z' } } }],
  ['neither', { tasks: { a: {} } }],
  ['a name with a colon', { tasks: { 'a:b': { command: 'x' } } }],
  ['an id that is a string', { tasks: { a: { command: 'x', id: '1' } } }],
  [
    'outputs of an order edge',
    { tasks: { a: { command: 'x' }, bb: { command: 'x', after: [{ task: 'a', outputs: ['x'] }] } } },
  ],
  [
    'projects other than all',
    { tasks: { a: { command: 'x' }, bb: { command: 'x', dependsOn: [{ task: 'a', projects: 'x' }] } } },
  ],
])('both refuse %s', (_what, file) => {
  expect(validate(file)).toBe(false);
  expect(readWorkflowFile(JSON.stringify(file), 'nx-workflow.json').diagnostics).not.toEqual([]);
});

test('in an editor, the options of a codegen task are checked too', () => {
  expect(validate({ tasks: { a: { ...codegen, options: { ...codegen.options, outputDri: 'x' } } } })).toBe(false);
  expect(validate({ tasks: { a: { executor: 'nx-workflow:codegen' } } })).toBe(false);
});
