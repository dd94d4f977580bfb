import fc from 'fast-check';
import { renderDiagnostics } from '../diagnostics/render';
import { fakeFacts } from '../testing/fake-facts';
import { inferWorkflows } from './infer';
import { readWorkflowFile } from './validate';

const FILE = 'apps/k/nx-workflow.json';
const said = (tasks: object): string =>
  renderDiagnostics(readWorkflowFile(JSON.stringify({ name: 'k', tasks }, null, 2), FILE).diagnostics);
const targets = (tasks: object): Record<string, Record<string, unknown>> => {
  const text = JSON.stringify({ name: 'k', tasks });
  const [result] = inferWorkflows([{ file: FILE, text }], fakeFacts());
  expect(renderDiagnostics(result?.diagnostics ?? [])).toBe('');
  return (result?.projects['apps/k']?.targets ?? {}) as Record<string, Record<string, unknown>>;
};

test('a task becomes one for each combination, with tokens replaced', () => {
  const made = targets({
    test: {
      matrix: { node: [20, 22], mode: ['fast', 'slow down'] },
      command: 'run --node {matrix.node} --mode {matrix.mode} {projectRoot}',
      options: { port: '{matrix.node}', nested: [{ text: 'on {matrix.node}' }] },
      outputs: ['{projectRoot}/out/{matrix.node}-{matrix.mode}'],
    },
  });
  expect(Object.keys(made).sort()).toEqual([
    'test',
    'test-20-fast',
    'test-20-slow-down',
    'test-22-fast',
    'test-22-slow-down',
    'workflow',
  ]);
  expect(made['test-22-fast']).toMatchObject({
    outputs: ['{projectRoot}/out/22-fast'],
    command: 'run --node 22 --mode fast {projectRoot}',
    options: { port: 22, nested: [{ text: 'on 22' }] },
  });
});

test('its own name stands for all of them: a data edge to it hashes the outputs of each', () => {
  const made = targets({
    make: { matrix: { of: ['a', 'b'] }, command: 'make {matrix.of}', outputs: ['{projectRoot}/made/{matrix.of}'] },
    read: { command: 'read', dependsOn: ['make'], outputs: ['{projectRoot}/read'] },
  });
  expect(made['make']).toMatchObject({ executor: 'nx:noop' });
  expect(JSON.stringify(made['make']?.['dependsOn'])).toBe('["make-a","make-b"]');
  const inputs = JSON.stringify(made['read']?.['inputs']);
  expect(inputs).toContain('apps/k/made/{a,');
  expect(inputs).toContain('apps/k/made/{b,');
});

test('a task with a matrix may depend on the task of the same value; one without outputs only waits', () => {
  const made = targets({
    make: { matrix: { of: ['a', 'b'] }, command: 'make {matrix.of}', outputs: ['{projectRoot}/made/{matrix.of}'] },
    check: { matrix: { of: ['a', 'b'] }, command: 'check {matrix.of}', dependsOn: ['make-{matrix.of}'] },
    end: { command: 'end', after: ['check'] },
  });
  expect(JSON.stringify(made['check-b']?.['inputs'])).toContain('apps/k/made/{b,');
  expect(JSON.stringify(made['check-b']?.['inputs'])).not.toContain('made/{a');
  expect(JSON.stringify(made['check'])).toContain('check-a');
});

test.each([
  ['no list', { a: {} }, '"a" must be a list of strings, numbers, true or false'],
  ['an empty list', { a: [] }, '"a" must be a list of strings, numbers, true or false'],
  ['an object in a list', { a: [{}] }, '"a" must be a list of strings, numbers, true or false'],
  ['no names', {}, 'a matrix is an object with a list of values for each name'],
  ['a name with a space', { 'a b': [1] }, '"a b" cannot be a name in a matrix'],
  ['two tasks of one name', { a: ['x y', 'x-y'] }, 'two tasks would have the name "t-x-y"'],
  ['the name of another task', { a: ['other'] }, 'two tasks would have the name "t-other"'],
  ['too many', { a: Array.from({ length: 257 }, (_, at) => at) }, 'the matrix has more than 256 combinations'],
])('a matrix with %s', (_what, matrix, message) => {
  const text = said({ t: { matrix, command: 'x' }, 't-other': { command: 'y' } });
  expect(text).toContain(`error matrix: ${message}\n`);
  expect(text.match(/ error /g)).toHaveLength(1);
});

test('the id stays with the task that stands for all', () => {
  const made = targets({
    make: { id: 3, matrix: { of: [1, 2] }, command: 'make {matrix.of}' },
    end: { command: 'end', after: [3] },
  });
  expect(made['end']).toMatchObject({ dependsOn: ['make'] });
});

test('description and phase stay with it, too', () => {
  const text = JSON.stringify({
    name: 'k',
    phases: ['one'],
    tasks: { make: { description: 'all', phase: 'one', matrix: { of: [1] }, command: 'make {matrix.of}' } },
  });
  const [result] = inferWorkflows([{ file: FILE, text }], fakeFacts());
  expect(result?.projects['apps/k']?.targets?.['make']?.metadata).toMatchObject({
    description: 'all',
    nxWorkflow: { phase: 'one' },
  });
});

test('an error that only the workspace shows is reported once, too', () => {
  const text = JSON.stringify({
    name: 'k',
    tasks: { make: { project: 'libs/x', matrix: { of: [1, 2] }, command: 'make {matrix.of}' } },
  });
  const [result] = inferWorkflows([{ file: FILE, text }], fakeFacts());
  expect(result?.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'missing-project-root: "libs/x" is not the root of a project',
  ]);
});

test('code generation without declared outputs has a data edge, too', () => {
  const options = { patterns: '*.json', templates: '*.hbs', emit: [], outputDir: '{projectRoot}/out/{matrix.of}' };
  const made = targets({
    make: { matrix: { of: ['a'] }, executor: 'nx-workflow:codegen', options },
    read: { command: 'read', dependsOn: ['make'], outputs: ['{projectRoot}/read'] },
  });
  expect(JSON.stringify(made['read']?.['inputs'])).toContain('apps/k/out/a');
});

test('an unknown name in a token', () => {
  expect(said({ t: { matrix: { node: [20] }, command: 'x {matrix.nod}' } })).toMatchInlineSnapshot(`
   "apps/k/nx-workflow.json:10:21 error matrix: the task's matrix has no "nod"
     10 |       "command": "x {matrix.nod}"
        |                     ^^^^^^^^^^^^
     hint: did you mean "node"?"
  `);
});

test('an error of the task is reported once, where it is written', () => {
  expect(said({ t: { matrix: { a: [1, 2, 3] }, comand: 'x' } })).toMatchInlineSnapshot(`
   "apps/k/nx-workflow.json:12:7 error unknown-property: a task has no property "comand"
     12 |       "comand": "x"
        |       ^^^^^^^^
     hint: did you mean "command"?"
  `);
});

test('any matrix gives tasks or one finding', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const matrix = fc.dictionary(fc.string(), fc.array(value, { maxLength: 4 }), { maxKeys: 3 });
  fc.assert(
    fc.property(matrix, (one) => {
      const { workflow, diagnostics } = readWorkflowFile(
        JSON.stringify({ name: 'k', tasks: { t: { matrix: one, command: 'x' } } }),
        FILE,
      );
      const count = Object.values(one).reduce((product, list) => product * list.length, 1);
      if (workflow) expect(workflow.tasks).toHaveLength(count + 1);
      else expect(diagnostics.length).toBeGreaterThan(0);
    }),
  );
});
