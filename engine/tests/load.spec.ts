import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodegenOptions } from '../options';
import { EngineProcess, type Preview } from '../testing/differential/engine-process';
import { expectClean } from '../testing/delta-run';
import { endDriver, Workspace, type Run, type RunChanges } from '../testing/workspace';

afterAll(endDriver);

const OPTIONS: CodegenOptions = {
  patterns: ['texts/*.ini'],
  load: 'code/load.cjs',
  templates: ['templates/*.hbs'],
  emit: [
    { template: 'one', to: '{{@name}}.txt' },
    { template: 'all', to: 'all.txt', each: 'library' },
  ],
  outputDir: 'generated',
  workers: 1,
};

let workspace: Workspace;

/** A load module whose calls are counted. */
const load = (body: string, head = ''): void => {
  const calls = JSON.stringify(join(workspace.root, '../calls'));
  const count = `require('node:fs').appendFileSync(${calls}, source.path + '\\n');`;
  workspace.write({ 'code/load.cjs': `${head}module.exports = (source, { read }) => {\n  ${count}\n  ${body}\n};\n` });
};
/** The files that were loaded since the last time. */
const loaded = (): string[] => {
  const path = join(workspace.root, '../calls');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  rmSync(path, { force: true });
  return lines;
};
const anew: RunChanges = { newProcess: true };
const counts = async (options?: Partial<CodegenOptions>): Promise<string> => (await workspace.succeed(options)).counts;
const failure = async (options?: Partial<CodegenOptions>, changes?: RunChanges): Promise<string> => {
  const run: Run = await workspace.run(options, changes);
  expect(run.success).toBe(false);
  expect(existsSync(workspace.output)).toBe(false);
  return run.output;
};
/** What `check` and `explain` say before a run, which follows. */
const preview = async (options: Partial<CodegenOptions> = {}): Promise<Preview> => {
  const engine = new EngineProcess();
  const context = { root: workspace.root, projectName: 'demo' };
  const env = { NX_WORKFLOW_CACHE_DIR: workspace.state, NX_WORKFLOW_WORKERS: '' };
  const asked = { options: { ...OPTIONS, ...options }, context, env, looks: true };
  const { before } = await engine.ask(asked).finally(() => engine.end());
  return before!;
};

/** A context with these inputs of the target. */
const contextOf = (inputs: readonly string[]): NonNullable<RunChanges['context']> => {
  const target = { executor: 'nx-workflow:codegen', options: {}, inputs };
  const node = { name: 'demo', type: 'app', data: { root: '.', targets: { generate: target } } };
  return {
    targetName: 'generate',
    projectsConfigurations: { version: 2, projects: { demo: { root: '.' } } },
    projectGraph: { nodes: { demo: node }, dependencies: { demo: [] }, externalNodes: {} },
    nxJsonConfiguration: {},
  } as unknown as NonNullable<RunChanges['context']>;
};
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Each line `key = value` is a pattern; `include x` stands for the lines of another file. */
const PARSE = `const lines = source.text.split('\\n').flatMap((line) =>
    line.startsWith('include ') ? read(line.slice(8)).split('\\n') : [line]);
  return new Map(lines.filter((line) => line.includes('=')).map((line) => {
    const [key, value] = line.split('=').map((part) => part.trim());
    return [key, { value }];
  }));`;

beforeEach(() => {
  workspace = new Workspace(OPTIONS, {
    'templates/one.hbs': '{{@key}} {{@name}} {{@path}} {{value}}\n',
    'templates/all.hbs': '{{#each patterns}}{{value}};{{/each}}\n',
    'texts/a.ini': 'one = 1\ntwo = 2\n',
  });
  load(PARSE);
});
afterEach(() => workspace.dispose());

describe('the result', () => {
  const files = async (options?: Partial<CodegenOptions>): Promise<Record<string, string>> => {
    await workspace.succeed({ emit: [OPTIONS.emit[0]], ...options });
    const { '.codegen-manifest.json': _manifest, ...rest } = workspace.outputs() ?? {};
    return rest;
  };

  test('a Map has a pattern for each key, in its order', async () => {
    workspace.write({ 'texts/a.ini': 'two = 2\n10 = ten\n' });
    expect(await files({ emit: OPTIONS.emit })).toEqual({
      '10.txt': '10 10 texts/a.ini ten\n',
      'all.txt': '2;ten;\n',
      'two.txt': 'two two texts/a.ini 2\n',
    });
  });

  test('a list has a pattern for each member', async () => {
    load(`return [{ value: 'x' }, { value: 'y' }];`);
    expect(await files()).toEqual({ '0.txt': '0 0 texts/a.ini x\n', '1.txt': '1 1 texts/a.ini y\n' });
  });

  test('a plain value is one pattern, under the name of the file', async () => {
    load(`return { value: source.name };`);
    expect(await files()).toEqual({ 'a.txt': ' a texts/a.ini a\n' });
  });

  test('the option items points into it', async () => {
    load(`return Promise.resolve({ parts: { p: { value: 3 } }, title: 'T' });`);
    workspace.write({ 'templates/one.hbs': '{{@key}} {{value}} {{@source.title}}\n' });
    expect(await files({ items: '/parts' })).toEqual({ 'p.txt': 'p 3 T\n' });
    load(`return new Map([['parts', [{ value: 4 }]]]);`);
    expect(await files({ items: '/parts' })).toEqual({ '0.txt': '0 4 \n' });
  });

  test.each(['undefined', 'null', '[]', 'new Map()'])('%s is no pattern, with items or without', async (nothing) => {
    expect(Object.keys(await files())).toEqual(['one.txt', 'two.txt']);
    load(`return ${nothing};`);
    expect(await files()).toEqual({});
    expect(await files({ items: '/parts' })).toEqual({});
    expect(await files({ emit: OPTIONS.emit })).toEqual({ 'all.txt': '\n' });
  });

  test('is a copy without what has no value, and an object in two places is two', async () => {
    load(`const same = { x: 1, gone: undefined };
  return { value: JSON.stringify([same, same, -0]), one: same, other: same };`);
    workspace.write({ 'templates/one.hbs': '{{json this}}' });
    expect(await files()).toEqual({
      'a.txt': '{"value":"[{\\"x\\":1},{\\"x\\":1},0]","one":{"x":1},"other":{"x":1}}',
    });
  });

  test('the source has bytes of its own, and a text without a byte order mark', async () => {
    load(`source.bytes.fill(0, 0, 3);
  return { value: [source.text, source.bytes.length, read('./b.txt')].join() };`);
    workspace.write({ 'texts/a.ini': '\uFEFFe', 'texts/b.txt': '\uFEFFb' });
    expect(await files()).toEqual({ 'a.txt': ' a texts/a.ini e,4,b\n' });
  });

  test('bytes need not be a text', async () => {
    workspace.write({ 'texts/a.ini': Buffer.from([0xff, 0xfe, 7]) });
    load(`return { value: source.bytes[2] };`);
    expect(await files()).toEqual({ 'a.txt': ' a texts/a.ini 7\n' });
  });

  test('of an ES module', async () => {
    workspace.write({ 'code/load.mjs': 'export default async (source) => ({ value: source.text.length });\n' });
    expect(await files({ load: 'code/load.mjs' })).toEqual({ 'a.txt': ' a texts/a.ini 16\n' });
  });

  test('goes through the schema and prepare, and is a copy for each', async () => {
    load(`return { parts: [{ value: 1 }, { value: 2 }] };`);
    workspace.write({
      'schema.json': '{ "properties": { "value": { "maximum": 2 } } }',
      'code/prepare.cjs':
        'module.exports = (spec, { key }) => { spec.value = `${key}:${spec.value}`; return spec; };\n',
    });
    const options = { items: '/parts', schema: 'schema.json', prepare: 'code/prepare.cjs', emit: OPTIONS.emit };
    expect(await files(options)).toMatchObject({ 'all.txt': '0:1;1:2;\n', '1.txt': '1 1 texts/a.ini 1:2\n' });
    load(`return { parts: [{ value: 1 }, { value: 3 }] };`);
    expect((await workspace.run(options)).output).toContain(
      'texts/a.ini error spec-schema: "value" must be <= 2\n  hint: the rule is schema.json#/properties/value/maximum\n  the pattern is texts/a.ini#/parts/1\n',
    );
  });
});

describe('what is made again', () => {
  const many = (count: number): string => Array.from({ length: count }, (_, at) => `key${at} = ${at}`).join('\n');

  test('nothing, where nothing has changed: the module is not even imported', async () => {
    load(
      PARSE,
      `require('node:fs').appendFileSync(${JSON.stringify(join(workspace.root, '../calls'))}, 'import\\n');\n`,
    );
    await workspace.succeed({}, anew);
    expect(loaded()).toEqual(['import', 'texts/a.ini']);
    expect((await workspace.succeed({}, anew)).counts).toBe('3/0/0 0/0/0');
    expect(loaded()).toEqual([]);
  });

  test('one file of one document, where one of its patterns changed', async () => {
    workspace.write({ 'texts/a.ini': many(200), 'texts/b.ini': 'other = 1\n' });
    expect(await counts({ emit: [OPTIONS.emit[0]] })).toBe('0/201/0 0/0/0');
    expect(loaded()).toEqual(['texts/a.ini', 'texts/b.ini']);
    workspace.edit('texts/a.ini', 'key7 = 7', 'key7 = seven');
    expect(await counts({ emit: [OPTIONS.emit[0]] })).toBe('200/1/0 0/0/0');
    expect(loaded()).toEqual(['texts/a.ini']);
    await expectClean(workspace, { emit: [OPTIONS.emit[0]] });
  });

  test('no file, where the data comes out as it was', async () => {
    await counts();
    loaded();
    workspace.write({ 'texts/a.ini': '; a comment\none = 1\ntwo = 2\n' });
    expect(await counts()).toBe('3/0/0 0/0/0');
    load(`// another module\n  ${PARSE}`);
    expect(await counts()).toBe('3/0/0 0/0/0');
    expect(loaded()).toEqual(['texts/a.ini', 'texts/a.ini']);
    expect(await counts()).toBe('3/0/0 0/0/0');
    expect(loaded()).toEqual([]);
    await expectClean(workspace);
  });

  test('files come and go with the patterns', async () => {
    await counts();
    workspace.write({ 'texts/a.ini': 'two = 2\nthree = 3\n' });
    expect(await counts()).toBe('1/2/1 0/0/0');
    workspace.write({ 'texts/b.ini': 'four = 4\n' });
    expect(await counts()).toBe('2/2/0 0/0/0');
    workspace.remove('texts/a.ini');
    expect(await counts()).toBe('1/1/2 0/0/0');
    expect(workspace.read('generated/all.txt')).toBe('4;\n');
    await expectClean(workspace);
  });

  test('from a file that read gave', async () => {
    workspace.write({
      'texts/a.ini': 'include ./shared.txt\n',
      'texts/b.ini': 'four = 4\n',
      'texts/shared.txt': 'one = 1\nfive = 5\n',
    });
    expect(await counts()).toBe('0/4/0 0/0/0');
    expect(loaded()).toEqual(['texts/a.ini', 'texts/b.ini']);
    expect((await workspace.succeed({}, anew)).counts).toBe('4/0/0 0/0/0');
    workspace.write({ 'texts/shared.txt': 'one = 1\nfive = 6\n' });
    expect((await workspace.succeed({}, anew)).counts).toBe('2/2/0 0/0/0');
    // The module might remember for one file what it read for another.
    expect(loaded()).toEqual(['texts/a.ini', 'texts/b.ini']);
    expect(workspace.read('generated/five.txt')).toBe('five five texts/a.ini 6\n');
    await expectClean(workspace);
  });

  test('from a file that the module read for one source and remembers for the others', async () => {
    load(`value ??= read('texts/shared.txt');\n  return { value: value.trim() + source.text.trim() };`, 'let value;\n');
    workspace.write({ 'texts/a.ini': 'a', 'texts/b.ini': 'b', 'texts/shared.txt': '1' });
    await workspace.succeed({}, anew);
    workspace.write({ 'texts/shared.txt': '2' });
    await workspace.succeed({}, anew);
    expect(workspace.read('generated/b.txt')).toBe(' b texts/b.ini 2b\n');
  });

  test('from an environment variable that the module asks for', async () => {
    load(`return { value: process.env.LOAD_LEVEL ?? 'unset' };`);
    await workspace.succeed({}, { ...anew, env: { LOAD_LEVEL: '1' } });
    await workspace.succeed({}, { ...anew, env: { LOAD_LEVEL: '1' } });
    expect(loaded()).toEqual(['texts/a.ini']);
    await workspace.succeed({}, { ...anew, env: { LOAD_LEVEL: '2' } });
    expect(workspace.read('generated/a.txt')).toBe(' a texts/a.ini 2\n');
    await workspace.succeed({}, { ...anew, env: { LOAD_LEVEL: '2' } });
    expect(loaded()).toEqual(['texts/a.ini']);
  });

  test('from a module that the module imports, and from one that takes its place', async () => {
    workspace.write({
      'code/value.cjs': 'module.exports = 1;\n',
      'code/other.cjs': 'module.exports = () => ({ value: 3 });\n',
    });
    load(`return { value: require('./value.cjs') };`);
    await workspace.succeed();
    workspace.write({ 'code/value.cjs': 'module.exports = 2;\n' });
    await workspace.succeed();
    expect(workspace.read('generated/all.txt')).toBe('2;\n');
    await workspace.succeed({ load: 'code/other.cjs' });
    expect(workspace.read('generated/all.txt')).toBe('3;\n');
  });

  test('from the template: the data is loaded once, for all threads', async () => {
    workspace.write({ 'texts/a.ini': many(60) });
    await workspace.succeed();
    loaded();
    workspace.write({ 'templates/one.hbs': '{{value}} again {{@source.key1.value}}\n' });
    expect(await counts({ workers: 2 })).toBe('1/60/0 0/0/0');
    expect(loaded()).toEqual(['texts/a.ini']);
    const two = workspace.outputs();
    workspace.remove('generated');
    await workspace.succeed({ workers: 1 });
    expect(workspace.outputs()).toEqual(two);
  });

  test('a text that shows @source, where anything of the document changed', async () => {
    load(`return { parts: { p: { value: 1 }, q: { value: 2 } }, title: read('title.txt') };`);
    workspace.write({
      'title.txt': 'T',
      'templates/one.hbs': '{{value}}{{#if (eq value 2)}} of {{@source.title}}{{/if}}\n',
    });
    expect(await counts({ items: '/parts' })).toBe('0/3/0 0/0/0');
    workspace.write({ 'title.txt': 'U' });
    expect(await counts({ items: '/parts' })).toBe('2/1/0 0/0/0');
    expect(workspace.read('generated/q.txt')).toBe('2 of U\n');
  });

  test('data of the sources that are asked for: others are not loaded', async () => {
    workspace.write({ 'texts/b.ini': 'three = 3\n' });
    await workspace.succeed();
    loaded();
    workspace.remove('generated/three.txt');
    expect(await counts()).toBe('3/1/0 0/0/0');
    expect(loaded()).toEqual(['texts/b.ini']);
  });

  test('all, where the module gives other data for the same than it did', async () => {
    load(`globalThis.count = (globalThis.count ?? 0) + 1;\n  return { value: globalThis.count };`);
    await workspace.succeed();
    const first = workspace.read('generated/a.txt');
    workspace.write({ 'templates/one.hbs': 'now {{value}}\n' });
    await workspace.succeed();
    expect(first).toBe(' a texts/a.ini 1\n');
    expect(workspace.read('generated/a.txt')).toBe('now 2\n');
    expect(workspace.read('generated/all.txt')).toBe('2;\n');
  });

  test('the reasons', async () => {
    workspace.write({ 'texts/a.ini': 'include ./shared.txt\n', 'texts/shared.txt': 'one = 1\n' });
    const options: Partial<CodegenOptions> = { emit: [OPTIONS.emit[0]] };
    await workspace.succeed(options);
    const reasons = async (): Promise<readonly (readonly string[])[]> =>
      (await preview(options)).due.map((one) => one.reasons);
    expect(await reasons()).toEqual([]);
    workspace.write({ 'texts/shared.txt': 'one = 2\n' });
    expect(await reasons()).toEqual([
      ['texts/a.ini#/one changed', 'texts/shared.txt, which the module of "load" reads, changed'],
    ]);
    workspace.write({ 'texts/a.ini': 'one = 3\n' });
    expect(await reasons()).toEqual([['texts/a.ini#/one changed', 'texts/a.ini changed']]);
    workspace.write({ 'texts/a.ini': 'two = 3\n' });
    expect(await reasons()).toEqual([['the pattern is new'], ['texts/a.ini#/one is gone']]);
  });
});

describe('an error', () => {
  const HINT = '\n  hint: give what JSON can hold: objects, lists, texts, numbers, true, false and null\n';

  test.each([
    ['() => 1', 'what "load" gives is a function'],
    ['{ list: [1, () => 1] }', 'what "load" gives at /list/1 is a function'],
    ['[undefined]', 'what "load" gives at /0 is undefined'],
    ['{ "a/b": Symbol() }', 'what "load" gives at /a~1b is a symbol'],
    ['{ size: 1n }', 'what "load" gives at /size is a bigint'],
    ['{ size: NaN }', 'what "load" gives at /size is NaN'],
    ['{ day: new Date(0) }', 'what "load" gives at /day is a Date'],
    ['new Map([["k", { inner: new Map() }]])', 'what "load" gives at /k/inner is a Map'],
    ['new Map([[7, {}]])', 'what "load" gives is a Map with a key that is no text: 7'],
    ['new (class Node {})()', 'what "load" gives is a Node'],
    [
      '(() => { const a = { b: {} }; a.b.a = a; return a; })()',
      'what "load" gives at /b/a is an object that holds itself',
    ],
  ])('of the result %s', async (value, message) => {
    load(`return ${value};`);
    expect(await failure()).toContain(`texts/a.ini error load: ${message}${HINT}`);
  });

  test('is data that is too deep', async () => {
    load(`let data = 1;\n  for (let i = 0; i < 300; i++) data = [data];\n  return { data };`);
    expect(await failure()).toMatch(/is nested more than 200 levels deep\n/);
  });

  test.each([
    ['throws', `throw new Error('no luck');`],
    ['rejects', `return Promise.reject(new Error('no luck'));`],
    ['rejects later', `return new Promise((_, reject) => setTimeout(() => reject(new Error('no luck')), 5));`],
  ])('where it %s', async (_how, body) => {
    load(body);
    expect(await failure()).toMatch(
      /^code\/load\.cjs:3:\d+ error load: loading texts\/a\.ini failed: no luck\n +\n? *3 \|/m,
    );
  });

  test('has its place in the source, where it says so', async () => {
    load(`throw Object.assign(new Error('bad value'), { line: 2, column: 7 });`);
    expect(await failure()).toMatch(
      /^texts\/a\.ini:2:7 error load: loading texts\/a\.ini failed: bad value\n[^]*two = 2\n[^]*hint: thrown at code\/load\.cjs:3\n/m,
    );
  });

  test('may carry a hint, and need be no Error', async () => {
    load(`throw { message: 'odd', hint: 'even' };`);
    expect(await failure()).toContain('texts/a.ini error load: loading texts/a.ini failed: odd\n  hint: even\n');
    load(`throw 'text';`);
    expect(await failure()).toContain('texts/a.ini error load: loading texts/a.ini failed: it threw text\n');
  });

  test('is one that nothing waits for', async () => {
    load(`void Promise.reject(new Error('left'));\n  return {};`);
    expect(await failure()).toMatch(
      /^code\/load\.cjs:3:\d+ error late-error: an error that nothing waits for: left\n/m,
    );
    load(`setTimeout(() => { throw new Error('left'); });\n  return new Promise(() => undefined);`);
    expect(await failure()).toMatch(
      /^code\/load\.cjs:3:\d+ error late-error: an error that nothing waits for: left\n/m,
    );
  });

  test('is a module without a function, or that is missing or cannot be loaded', async () => {
    workspace.write({ 'code/load.cjs': 'module.exports = {};\n' });
    expect(await failure()).toContain(
      'code/load.cjs error module: the default export of the option "load" is no function\n  hint: export (source, { read }) => data\n',
    );
    workspace.write({ 'code/load.cjs': "throw new Error('broken');\n" });
    expect(await failure()).toContain('error module: the module of the option "load" cannot be loaded: broken');
    expect(await failure({ load: 'code/none.js' })).toContain(
      'error missing-file: the option "load" names code/none.js, which does not exist',
    );
    expect(await failure({ load: '../load.js' })).toContain(
      'error path-outside-workspace: load "../load.js" leads out',
    );
  });

  test('is a pointer to nothing', async () => {
    load(`return { parts: {} };`);
    expect(await failure({ items: '/part' })).toContain(
      'texts/a.ini error items: the option "items" is "/part", and there is no "part" here\n  hint: did you mean "parts"?',
    );
  });

  test('is a text that is no UTF-8', async () => {
    workspace.write({ 'texts/a.ini': Buffer.from([0x61, 0xff]) });
    load(`return { value: source.text };`);
    expect(await failure()).toContain('texts/a.ini:1:2 error encoding: the file is not valid UTF-8');
  });

  test('of one file does not hide that of another, where the run continues', async () => {
    workspace.write({ 'texts/b.ini': 'b' });
    load(`throw new Error('bad ' + source.name);`);
    expect(await failure({ onError: 'continue' })).toMatch(/bad a\n[^]*bad b\n/);
    expect(await failure({ onError: 'stop' })).not.toContain('bad b');
  });

  test('leaves what is there as it is', async () => {
    await workspace.succeed();
    const before = workspace.outputs();
    workspace.write({ 'texts/b.ini': 'b = 1\n' });
    load(`if (source.name === 'b') throw new Error('no');\n  ${PARSE}`);
    expect((await workspace.run()).success).toBe(false);
    expect(workspace.outputs()).toEqual(before);
  });
});

describe('read', () => {
  const asking = (path: string): void => load(`try { read('${path}'); } catch {}\n  return {};`);

  test.each([
    ['../../out.txt', 'path-outside-workspace: this reads ../out.txt, which lies outside of the workspace'],
    ['a/../../out.txt', 'path-outside-workspace: this reads ../out.txt, which lies outside of the workspace'],
    ['/etc/hostname', 'path-outside-workspace: this reads /etc/hostname, which lies outside of the workspace'],
    ['link.txt', 'path-outside-workspace: this reads link.txt, which lies outside of the workspace'],
    ['./none.txt', 'missing-file: this reads texts/none.txt, which does not exist'],
    ['texts', 'missing-file: this reads texts, which is a folder, not a file'],
    ['generated/all.txt', 'own-output-read: this reads generated/all.txt, an output of the target itself'],
  ])('does not give %s, even if the module catches the error', async (path, problem) => {
    writeFileSync(join(workspace.root, '../out.txt'), '');
    symlinkSync('../out.txt', join(workspace.root, 'link.txt'));
    asking(path);
    expect(await failure()).toMatch(new RegExp(`^code/load\\.cjs:3:\\d+ error ${escaped(problem)}`, 'm'));
  });

  test('gives no text of bytes that are none', async () => {
    workspace.write({ 'data.bin': Buffer.from([0xff]) });
    asking('data.bin');
    expect(await failure()).toContain('data.bin:1:1 error encoding: the file is not valid UTF-8');
  });

  test('of what Nx does not hash is an error with the line to add', async () => {
    workspace.write({ 'shared.txt': 'x = 1' });
    load(`read('shared.txt');\n  return {};`);
    const inputs = ['{workspaceRoot}/texts/**/*', '{workspaceRoot}/templates/*', '{workspaceRoot}/code/*'];
    const context = contextOf(inputs);
    expect(await failure({}, { context })).toMatch(
      /^code\/load\.cjs:3:\d+ error undeclared-read: this reads shared\.txt, which is no input of the target: Nx's cache would miss a change of it\n[^]*hint: add to the target's inputs: "\{workspaceRoot\}\/shared\.txt"\n/m,
    );
    await workspace.succeed({}, { context: contextOf([...inputs, '{workspaceRoot}/shared.txt']) });
    // Also where the file need not be loaded for that.
    const later = await workspace.run({}, { ...anew, context });
    expect(later.output).toContain('shared.txt error undeclared-read: this run reads the file, which is no input');
    expect(loaded()).toEqual(['texts/a.ini', 'texts/a.ini']);
  });
});

describe('read of a prepare module', () => {
  const PREPARE: CodegenOptions = {
    ...OPTIONS,
    load: undefined,
    patterns: ['specs/*.json'],
    prepare: 'code/prepare.cjs',
  } as unknown as CodegenOptions;
  let other: Workspace;
  beforeEach(() => {
    other = new Workspace(PREPARE, {
      'templates/one.hbs': '{{value}}\n',
      'templates/all.hbs': '{{#each patterns}}{{value}};{{/each}}\n',
      'specs/a.json': '{ "file": "./a.txt" }',
      'specs/b.json': '{ "file": "more/b.txt" }',
      'specs/c.json': '{}',
      'specs/a.txt': 'A',
      'more/b.txt': 'B',
      'code/prepare.cjs': 'module.exports = ({ file }, { read }) => ({ value: file ? read(file).trim() : "" });\n',
    });
  });
  afterEach(() => other.dispose());

  test.each([1, 2])('is recorded for the pattern (threads: %s)', async (workers) => {
    expect((await other.succeed({ workers })).counts).toBe('0/4/0 0/0/0');
    expect(other.read('generated/all.txt')).toBe('A;B;;\n');
    expect((await other.succeed({ workers })).counts).toBe('4/0/0 0/0/0');
    other.write({ 'more/b.txt': 'B2' });
    expect((await other.succeed({ workers }, anew)).counts).toBe('2/2/0 0/0/0');
    expect(other.read('generated/all.txt')).toBe('A;B2;;\n');
    other.write({ 'more/b.txt': 'B2\n' });
    expect((await other.succeed({ workers }, anew)).counts).toBe('4/0/0 0/0/0');
    // A part of the graph is enough for a spec.
    other.write({ 'specs/c.json': '{ "file": "specs/a.txt" }' });
    expect((await other.succeed({ workers }, anew)).counts).toBe('2/2/0 0/0/0');
    other.write({ 'specs/a.txt': 'A2' });
    expect((await other.succeed({ workers }, anew)).counts).toBe('1/3/0 0/0/0');
    expect(other.manifest().patterns['specs/c.json']?.reads).toEqual({ 'specs/a.txt': expect.any(String) as string });
    await expectClean(other, { workers });
  });

  test('is an error where it cannot be, at its place', async () => {
    other.write({ 'specs/c.json': '{ "file": "none.txt" }' });
    const { output } = await other.run();
    expect(output).toMatch(
      /^code\/prepare\.cjs:1:\d+ error missing-file: this reads none\.txt, which does not exist\n/m,
    );
    other.write({ 'specs/c.json': '{ "file": "more/b.txt" }' });
    const context = contextOf(['{workspaceRoot}/specs/**/*', '{workspaceRoot}/templates/*', '{workspaceRoot}/code/*']);
    expect((await other.run({}, { context })).output).toMatch(
      /^code\/prepare\.cjs:1:\d+ error undeclared-read: this reads more\/b\.txt, which is no input of the target/m,
    );
  });
});
