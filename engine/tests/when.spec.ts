import { deltaRun, expectClean, settingsOf } from '../testing/delta-run';
import { explainRun } from '../graph/explain';
import { loadGraph } from '../graph/load-graph';
import type { CodegenOptions } from '../options';
import { diagnosticsOf } from '../testing/small';
import { endDriver, Workspace } from '../testing/workspace';

afterAll(endDriver);

const MODEL = { template: 'model', to: '{{@name}}.txt', when: '(eq type "object")' };
const OPTIONS: CodegenOptions = {
  patterns: ['api/*.json'],
  templates: ['templates/*.hbs'],
  emit: [MODEL, { template: 'index', to: 'all.txt', each: 'library' }],
  outputDir: 'generated',
  workers: 1,
};

let workspace: Workspace;
const write = (name: string, value: unknown): void => workspace.write({ [`api/${name}.json`]: JSON.stringify(value) });
const counts = async (options?: Partial<CodegenOptions>): Promise<string> => (await workspace.succeed(options)).counts;
const emit = (...when: (string | undefined)[]): Partial<CodegenOptions> =>
  ({ emit: when.map((text, at) => ({ template: 'model', to: `${at}/{{@name}}`, when: text })) }) as never;
const told = async (options?: Partial<CodegenOptions>): Promise<string[]> => {
  const graph = await loadGraph(settingsOf(workspace, options));
  if (Array.isArray(graph)) throw new Error(JSON.stringify(graph));
  return explainRun(graph).map(({ action, path, pattern, reasons }) =>
    [action, path ?? pattern ?? 'the library', ...reasons].join(' | '),
  );
};

beforeEach(() => {
  workspace = new Workspace(OPTIONS, {
    'templates/model.hbs': '{{@name}} {{type}} {{text}}\n',
    'templates/index.hbs': '{{patterns.length}}\n',
  });
  write('cat', { type: 'object', text: 'meows' });
  write('dog', { type: 'string', text: 'barks' });
});
afterEach(() => workspace.dispose());

test('a file exists if the condition is true, and is not rendered again without a change', async () => {
  const first = await workspace.succeed();
  expect(first.counts).toBe('0/2/0 0/0/0');
  expect(Object.keys(workspace.outputs() ?? {})).toEqual(['.codegen-manifest.json', 'all.txt', 'cat.txt']);
  const again = await workspace.succeed();
  expect([again.counts, again.report?.templates.total]).toEqual(['2/0/0 0/0/0', 0]);
  // Also without state: the manifest decides.
  const anew = await workspace.succeed({}, { env: { NX_WORKFLOW_CACHE_DIR: `${workspace.state}-other` } });
  expect([anew.counts, anew.report?.templates.total]).toEqual(['2/0/0 0/0/0', 0]);
  expect(await told()).toContain('skip | api/dog.json | its `when` gives nothing: (eq type "object")');
});

test.each<[what: string, spec: object, when: string, has: boolean]>([
  ['a field', { on: true }, 'on', true],
  ['a field that is false', { on: false }, 'on', false],
  ['a field that is missing', {}, 'on', false],
  ['zero', { n: 0 }, 'n', false],
  ['an empty text', { n: '' }, 'n', false],
  ['an empty list', { n: [] }, 'n', false],
  ['an empty object', { n: {} }, 'n', true],
  ['a path', { a: { b: [{ c: 1 }] } }, 'a.b.[0].c', true],
  ['a variable', {}, '@name', true],
  ['a field called like a helper', { json: 1 }, 'json', true],
  ['a call with a call', { a: 'petStore' }, '(eq (kebabCase a) "pet-store")', true],
  ['several lines', { a: 1 }, '(eq\n  a\n  1)', true],
  ['a literal', {}, 'false', false],
])('%s is evaluated as in {{#if}}', async (_what, spec, when, has) => {
  write('cat', spec);
  workspace.remove('api/dog.json');
  await workspace.succeed(emit(when, undefined));
  expect(Object.keys(workspace.outputs() ?? {}).includes('0/cat')).toBe(has);
});

describe('if the data changes the condition', () => {
  test('the file is added and removed', async () => {
    await workspace.succeed();
    write('dog', { type: 'object' });
    expect(await told()).toContain('render | api/dog.json | api/dog.json changed');
    expect(await counts()).toBe('2/1/0 0/0/0');
    write('dog', { type: 'string', text: 'other' });
    expect(await counts()).toBe('2/0/1 0/0/0');
    write('dog', { type: 'string' });
    expect(await counts()).toBe('2/0/0 0/0/0');
    expect(workspace.outputs()).not.toHaveProperty(['dog.txt']);
    await expectClean(workspace);
  });

  test('a run with a partial graph does the same', async () => {
    await workspace.succeed();
    write('dog', { type: 'object' });
    expect((await deltaRun(workspace))?.generation).toMatchObject({ fresh: 2, rendered: 1, pruned: 0 });
    write('cat', { type: 'string' });
    expect((await deltaRun(workspace))?.generation).toMatchObject({ fresh: 2, rendered: 0, pruned: 1 });
    write('cat', { type: 'number' });
    expect((await deltaRun(workspace))?.generation).toMatchObject({ fresh: 2, rendered: 0, pruned: 0 });
    workspace.remove('api/cat.json');
    expect((await deltaRun(workspace))?.generation).toMatchObject({ fresh: 1, rendered: 1, pruned: 0 });
    await expectClean(workspace);
  });

  test('a user’s helper and its reads affect it too', async () => {
    workspace.write({
      'helpers.js': 'module.exports = { on: () => require("node:fs").readFileSync(__dirname + "/on", "utf8") };\n',
      on: '',
    });
    const options = { helpers: 'helpers.js', ...emit('(on)', undefined) };
    const inNewProcess = async (): Promise<string> => (await workspace.succeed(options, { newProcess: true })).counts;
    expect(await inNewProcess()).toBe('0/2/0 0/0/0');
    workspace.write({ on: 'yes' });
    expect(await inNewProcess()).toBe('0/4/0 0/0/0');
    workspace.write({ on: '' });
    expect(await inNewProcess()).toBe('0/2/2 0/0/0');
    await expectClean(workspace, options);
  });

  test('the rest of a document affects it too, if it reads that', async () => {
    const options: Partial<CodegenOptions> = {
      items: '/models',
      emit: [
        { template: 'model', to: '{{@path}}/{{@key}}', when: '@source.info' },
        { template: 'index', to: '{{@name}}-index', each: 'source', when: '@source.info' },
      ],
    };
    const to = (info: boolean): void => {
      write('cat', { info, models: { A: {}, B: {} } });
      write('dog', { info: false, models: { A: {} } });
    };
    to(false);
    expect(await counts(options)).toBe('0/0/0 0/0/0');
    expect(await counts(options)).toBe('0/0/0 0/0/0');
    to(true);
    expect(await told(options)).toContain('render | api/cat.json#/models/A | api/cat.json changed');
    expect(await counts(options)).toBe('0/3/0 0/0/0');
    to(false);
    expect(await counts(options)).toBe('0/0/3 0/0/0');
    await expectClean(workspace, options);
  });
});

test('changes of templates and options do not affect skipped files', async () => {
  await workspace.succeed(emit('deprecated'));
  workspace.write({ 'templates/model.hbs': 'changed\n' });
  const run = await workspace.succeed(emit('deprecated'));
  expect(run.counts).toBe('0/0/0 0/0/0');
  expect(await told()).not.toContain('render');
  expect(await told({ ...emit('deprecated'), escape: true })).toContain(
    'render | api/cat.json | the option "escape" changed',
  );
  await workspace.succeed(emit('deprecated', undefined));
  // One emit fewer: its skips are removed from the manifest.
  await workspace.succeed(emit('type'));
  await workspace.succeed(emit('type', 'deprecated'));
  await workspace.succeed(emit('type'));
  await expectClean(workspace, emit('type'));
});

test('it works for groups and library files too', async () => {
  write('cat', [{ a: 1 }]);
  workspace.remove('api/dog.json');
  const options: Partial<CodegenOptions> = {
    emit: [
      { template: 'index', to: 'source', each: 'source', when: '(lookup patterns 1)' },
      { template: 'index', to: 'library', each: 'library', when: 'patterns.0.0.a' },
    ],
  };
  expect(await counts(options)).toBe('0/1/0 0/0/0');
  write('cat', [{ a: 1, more: 1 }]);
  expect(await counts(options)).toBe('1/0/0 0/0/0');
  write('cat', [{ a: 0 }]);
  expect(await counts(options)).toBe('0/0/1 0/0/0');
  await expectClean(workspace, options);
});

test('threads and caches do not change the output', async () => {
  const options = emit('(eq type "object")', 'text', '(eq type "string")');
  for (let at = 0; at < 9; at++) write(`p${at}`, { type: at % 2 ? 'object' : 'string', text: at % 3 ? '' : 'x' });
  await workspace.succeed(options);
  const made = workspace.outputs();
  for (const other of [{ workers: 2 }, { optimizations: { templateCache: false } }] as const) {
    workspace.remove('generated');
    await workspace.succeed({ ...options, ...other });
    expect(workspace.outputs()).toEqual(made);
  }
});

test('with onError "continue", failed files are kept', async () => {
  workspace.write({ 'schema.json': '{ "properties": { "type": {}, "text": { "type": "string" } } }' });
  const options: Partial<CodegenOptions> = { schema: 'schema.json', onError: 'continue', emit: [MODEL] };
  await workspace.succeed(options);
  write('dog', { type: 'object', text: 7 });
  write('cat', { type: 'string' });
  expect((await workspace.run(options)).success).toBe(false);
  expect(Object.keys(workspace.outputs() ?? {})).toEqual(['.codegen-manifest.json']);
  write('dog', { type: 'string', text: 'barks' });
  expect(await counts(options)).toBe('0/0/0 0/0/0');
  await expectClean(workspace, options);
});

test.each<[when: string, first: string, hint: string]>([
  [
    '(eqq type "object")',
    'option emit.when:1:2 error unknown-helper: there is no helper "eqq"',
    '  hint: did you mean "eq"?',
  ],
  [
    '(eq type',
    'option emit.when:1:9 error template-syntax: the expression ends too early',
    '  hint: write an expression as in {{#if …}}: a field, such as deprecated, or a call, such as (eq type "object")',
  ],
  [
    '{{type}}',
    'option emit.when:1:1 error template-syntax: unexpected "{{"',
    '  hint: write an expression as in {{#if …}}: a field, such as deprecated, or a call, such as (eq type "object")',
  ],
  [
    'a\n  ) b',
    'option emit.when:2:3 error template-syntax: unexpected ")"',
    '  hint: write an expression as in {{#if …}}: a field, such as deprecated, or a call, such as (eq type "object")',
  ],
  ...['eq type "object"', ' ', 'a}}1{{/if}}{{#if b', 'a}}x{{else}}y', 'a as |b|', 'n includeZero=true'].map(
    (when): [string, string, string] => [
      when,
      'option emit.when:1:1 error template-syntax: this is no expression',
      '  hint: write an expression as in {{#if …}}: a field, such as deprecated, or a call, such as (eq type "object")',
    ],
  ),
])('an invalid expression is an error with its place: %j', async (when, first, hint) => {
  const { success, output } = await workspace.run(emit(when));
  const lines = diagnosticsOf(output).split('\n');
  expect([success, lines[0], lines.find((line) => line.startsWith('  hint'))]).toEqual([false, first, hint]);
  expect(workspace.outputs()).toBeUndefined();
});

test('a failing helper in it is reported at the place of its call', async () => {
  workspace.write({ 'helpers.js': 'module.exports = { bad: () => { throw new Error("no"); } };\n' });
  const { output } = await workspace.run({ helpers: 'helpers.js', ...emit('(eq (bad) 1)') });
  expect(diagnosticsOf(output).split('\n')[0]).toBe(
    'option emit.when:1:5 error render: rendering for api/cat.json failed: no',
  );
});
