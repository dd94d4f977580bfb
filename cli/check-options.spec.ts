import { readFileSync } from 'node:fs';
import { renderDiagnostics } from '../diagnostics/render';
import { readWorkflowFile } from '../plugin/validate';
import { optionsCheck } from './check-options';
import type { ExecutorSchema } from './task/overrides';

const checkOptions = optionsCheck(
  () => JSON.parse(readFileSync('executors/codegen/schema.json', 'utf8')) as ExecutorSchema,
);

/** The findings about a task with these options, without excerpts. */
function said(options: object, more: object = {}): string[] {
  const task = { executor: 'nx-workflow:codegen', options, ...more };
  const { workflow, document } = readWorkflowFile(
    JSON.stringify({ tasks: { gen: task } }, null, 1),
    'a/nx-workflow.json',
  );
  return renderDiagnostics(checkOptions(workflow!, document))
    .split('\n')
    .filter((line) => /^a|hint/.test(line))
    .map((line) => line.trim());
}

const RIGHT = {
  patterns: ['{projectRoot}/*.json'],
  templates: ['{projectRoot}/*.hbs'],
  emit: [{ template: 'a', to: '{{@name}}.txt' }],
  outputDir: '{projectRoot}/out',
};

test('valid options, and options that may come from elsewhere', () => {
  expect(said(RIGHT)).toEqual([]);
  expect(said({})).toEqual([]);
  expect(said({ ...RIGHT, compile: [{ compiler: 'typescript', transformer: 'oxc' }], format: 'prettier' })).toEqual([]);
});

test.each<[object, string[]]>([
  [
    { ...RIGHT, outputDirr: 'x' },
    [
      'a/nx-workflow.json:19:5 error options: the task has an unknown property "outputDirr"',
      'hint: did you mean "outputDir"?',
    ],
  ],
  [
    { patterns: 'x' },
    [
      'a/nx-workflow.json:6:17 error options: "patterns" must be array, not "x"',
      'hint: the rule is executors/codegen/schema.json#/properties/patterns/type',
    ],
  ],
  [
    { emit: [{ template: 'a', to: 'b', eech: 'library' }] },
    ['a/nx-workflow.json:10:7 error options: "emit.0" has an unknown property "eech"', 'hint: did you mean "each"?'],
  ],
  [
    { emit: [{ template: 'a' }] },
    [
      'a/nx-workflow.json:7:6 error options: "emit.0" lacks "to"',
      'hint: the rule is executors/codegen/schema.json#/properties/emit/items/required',
    ],
  ],
  [
    { compile: [{ compiler: 'typescript', transformr: 'oxc' }] },
    [
      'a/nx-workflow.json:9:7 error options: "compile.0" has an unknown property "transformr"',
      'hint: did you mean "transformer"?',
    ],
  ],
  [
    { compile: [{ compiler: 'gcc' }] },
    [
      'a/nx-workflow.json:8:19 error options: "compile.0.compiler" must be "typescript", not "gcc"',
      'hint: the rule is executors/codegen/schema.json#/properties/compile/items/oneOf/0/properties/compiler/const',
      'a/nx-workflow.json:8:19 error options: "compile.0.compiler" must be "command", not "gcc"',
      'hint: the rule is executors/codegen/schema.json#/properties/compile/items/oneOf/1/properties/compiler/const',
    ],
  ],
  [
    { workers: 0 },
    [
      'a/nx-workflow.json:6:16 error options: "workers" must be >= 1',
      'hint: the rule is executors/codegen/schema.json#/properties/workers/oneOf/0/minimum',
    ],
  ],
])('%j', (options, messages) => {
  expect(said(options)).toEqual(messages);
});

test('options of a configuration, and of other executors', () => {
  expect(said(RIGHT, { configurations: { ci: { onErorr: 'stop' } } })).toEqual([
    'a/nx-workflow.json:22:6 error options: the task has an unknown property "onErorr"',
    'hint: did you mean "onError"?',
  ]);
  const { workflow, document } = readWorkflowFile(
    '{ "tasks": { "a": { "executor": "x:y", "options": { "outputDirr": 1 } } } }',
    'a/nx-workflow.json',
  );
  expect(checkOptions(workflow!, document)).toEqual([]);
});
