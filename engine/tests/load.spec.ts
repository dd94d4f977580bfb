import type { CodegenOptions } from '../options';
import { LOAD_OPTIONS, LoadWorkspace, PARSE } from '../testing/load-workspace';
import { endDriver } from '../testing/workspace';

afterAll(endDriver);

let workspace: LoadWorkspace;
beforeEach(() => {
  workspace = new LoadWorkspace();
});
afterEach(() => workspace.dispose());

describe('the result', () => {
  const files = async (options?: Partial<CodegenOptions>): Promise<Record<string, string>> => {
    await workspace.succeed({ emit: [LOAD_OPTIONS.emit[0]], ...options });
    const { '.codegen-manifest.json': _manifest, ...rest } = workspace.outputs() ?? {};
    return rest;
  };

  test('a Map gives a pattern per key, in order', async () => {
    workspace.write({ 'texts/a.ini': 'two = 2\n10 = ten\n' });
    expect(await files({ emit: LOAD_OPTIONS.emit })).toEqual({
      '10.txt': '10 10 texts/a.ini ten\n',
      'all.txt': '2;ten;\n',
      'two.txt': 'two two texts/a.ini 2\n',
    });
  });

  test('a list gives a pattern per member', async () => {
    workspace.load(`return [{ value: 'x' }, { value: 'y' }];`);
    expect(await files()).toEqual({ '0.txt': '0 0 texts/a.ini x\n', '1.txt': '1 1 texts/a.ini y\n' });
  });

  test('a plain value is one pattern with the name of the file', async () => {
    workspace.load(`return { value: source.name };`);
    expect(await files()).toEqual({ 'a.txt': ' a texts/a.ini a\n' });
  });

  test('the option items points into it', async () => {
    workspace.load(`return Promise.resolve({ parts: { p: { value: 3 } }, title: 'T' });`);
    workspace.write({ 'templates/one.hbs': '{{@key}} {{value}} {{@source.title}}\n' });
    expect(await files({ items: '/parts' })).toEqual({ 'p.txt': 'p 3 T\n' });
    workspace.load(`return new Map([['parts', [{ value: 4 }]]]);`);
    expect(await files({ items: '/parts' })).toEqual({ '0.txt': '0 4 \n' });
  });

  test.each(['undefined', 'null', '[]', 'new Map()'])(
    '%s gives no pattern, with and without items',
    async (nothing) => {
      expect(Object.keys(await files())).toEqual(['one.txt', 'two.txt']);
      workspace.load(`return ${nothing};`);
      expect(await files()).toEqual({});
      expect(await files({ items: '/parts' })).toEqual({});
      expect(await files({ emit: LOAD_OPTIONS.emit })).toEqual({ 'all.txt': '\n' });
    },
  );

  test('is copied without undefined properties, and shared objects are duplicated', async () => {
    workspace.load(`const same = { x: 1, gone: undefined };
  return { value: JSON.stringify([same, same, -0]), one: same, other: same };`);
    workspace.write({ 'templates/one.hbs': '{{json this}}' });
    expect(await files()).toEqual({
      'a.txt': '{"value":"[{\\"x\\":1},{\\"x\\":1},0]","one":{"x":1},"other":{"x":1}}',
    });
  });

  test('the source has a copy of the bytes, and a text without byte order mark', async () => {
    workspace.load(`source.bytes.fill(0, 0, 3);
  return { value: [source.text, source.bytes.length, read('./b.txt')].join() };`);
    workspace.write({ 'texts/a.ini': '\uFEFFe', 'texts/b.txt': '\uFEFFb' });
    expect(await files()).toEqual({ 'a.txt': ' a texts/a.ini e,4,b\n' });
  });

  test('the bytes need not be text', async () => {
    workspace.write({ 'texts/a.ini': Buffer.from([0xff, 0xfe, 7]) });
    workspace.load(`return { value: source.bytes[2] };`);
    expect(await files()).toEqual({ 'a.txt': ' a texts/a.ini 7\n' });
  });

  test('can come from an ES module', async () => {
    workspace.write({ 'code/load.mjs': 'export default async (source) => ({ value: source.text.length });\n' });
    expect(await files({ load: 'code/load.mjs' })).toEqual({ 'a.txt': ' a texts/a.ini 16\n' });
  });

  test('is validated and prepared, with a copy for each', async () => {
    workspace.load(`return { parts: [{ value: 1 }, { value: 2 }] };`);
    workspace.write({
      'schema.json': '{ "properties": { "value": { "maximum": 2 } } }',
      'code/prepare.cjs':
        'module.exports = (spec, { key }) => { spec.value = `${key}:${spec.value}`; return spec; };\n',
    });
    const options = { items: '/parts', schema: 'schema.json', prepare: 'code/prepare.cjs', emit: LOAD_OPTIONS.emit };
    expect(await files(options)).toMatchObject({ 'all.txt': '0:1;1:2;\n', '1.txt': '1 1 texts/a.ini 1:2\n' });
    workspace.load(`return { parts: [{ value: 1 }, { value: 3 }] };`);
    expect((await workspace.run(options)).output).toContain(
      'texts/a.ini error spec-schema: "value" must be <= 2\n  hint: the rule is schema.json#/properties/value/maximum\n  the pattern is texts/a.ini#/parts/1\n',
    );
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
    ['new Map([[7, {}]])', 'what "load" gives is a Map with a key that is not a string: 7'],
    ['new (class Node {})()', 'what "load" gives is a Node'],
    [
      '(() => { const a = { b: {} }; a.b.a = a; return a; })()',
      'what "load" gives at /b/a is an object that holds itself',
    ],
  ])('of the result %s', async (value, message) => {
    workspace.load(`return ${value};`);
    expect(await workspace.failure()).toContain(`texts/a.ini error load: ${message}${HINT}`);
  });

  test('is reported for data that is too deep', async () => {
    workspace.load(`let data = 1;\n  for (let i = 0; i < 300; i++) data = [data];\n  return { data };`);
    expect(await workspace.failure()).toMatch(/is nested more than 200 levels deep\n/);
  });

  test.each([
    ['throws', `throw new Error('no luck');`],
    ['rejects', `return Promise.reject(new Error('no luck'));`],
    ['rejects later', `return new Promise((_, reject) => setTimeout(() => reject(new Error('no luck')), 5));`],
  ])('is reported if it %s', async (_how, body) => {
    workspace.load(body);
    expect(await workspace.failure()).toMatch(
      /^code\/load\.cjs:3:\d+ error load: loading texts\/a\.ini failed: no luck\n +\n? *3 \|/m,
    );
  });

  test('has a place in the source if it provides one', async () => {
    workspace.load(`throw Object.assign(new Error('bad value'), { line: 2, column: 7 });`);
    expect(await workspace.failure()).toMatch(
      /^texts\/a\.ini:2:7 error load: loading texts\/a\.ini failed: bad value\n[^]*two = 2\n[^]*hint: thrown at code\/load\.cjs:3\n/m,
    );
  });

  test('may have a hint and need not be an Error', async () => {
    workspace.load(`throw { message: 'odd', hint: 'even' };`);
    expect(await workspace.failure()).toContain(
      'texts/a.ini error load: loading texts/a.ini failed: odd\n  hint: even\n',
    );
    workspace.load(`throw 'text';`);
    expect(await workspace.failure()).toContain('texts/a.ini error load: loading texts/a.ini failed: it threw text\n');
  });

  test('is reported if it is a late error', async () => {
    workspace.load(`void Promise.reject(new Error('left'));\n  return {};`);
    expect(await workspace.failure()).toMatch(/^code\/load\.cjs:3:\d+ error late-error: an unhandled error: left\n/m);
    workspace.load(`setTimeout(() => { throw new Error('left'); });\n  return new Promise(() => undefined);`);
    expect(await workspace.failure()).toMatch(/^code\/load\.cjs:3:\d+ error late-error: an unhandled error: left\n/m);
  });

  test('is reported for a module without a function, a missing module and one that cannot be loaded', async () => {
    workspace.write({ 'code/load.cjs': 'module.exports = {};\n' });
    expect(await workspace.failure()).toContain(
      'code/load.cjs error module: the default export of the option "load" is not a function\n  hint: export (source, { read }) => data\n',
    );
    workspace.write({ 'code/load.cjs': "throw new Error('broken');\n" });
    expect(await workspace.failure()).toContain(
      'error module: the module of the option "load" cannot be loaded: broken',
    );
    expect(await workspace.failure({ load: 'code/none.js' })).toContain(
      'error missing-file: the option "load" names code/none.js, which does not exist',
    );
    expect(await workspace.failure({ load: '../load.js' })).toContain(
      'error path-outside-workspace: load "../load.js" leads out',
    );
  });

  test('is reported for a pointer to a missing part', async () => {
    workspace.load(`return { parts: {} };`);
    expect(await workspace.failure({ items: '/part' })).toContain(
      'texts/a.ini error items: the option "items" is "/part", and there is no "part" here\n  hint: did you mean "parts"?',
    );
  });

  test('is reported for a text that is not UTF-8', async () => {
    workspace.write({ 'texts/a.ini': Buffer.from([0x61, 0xff]) });
    workspace.load(`return { value: source.text };`);
    expect(await workspace.failure()).toContain('texts/a.ini:1:2 error encoding: the file is not valid UTF-8');
  });

  test('of one file does not hide others with onError "continue"', async () => {
    workspace.write({ 'texts/b.ini': 'b' });
    workspace.load(`throw new Error('bad ' + source.name);`);
    expect(await workspace.failure({ onError: 'continue' })).toMatch(/bad a\n[^]*bad b\n/);
    expect(await workspace.failure({ onError: 'stop' })).not.toContain('bad b');
  });

  test('is reported for changed data of the same file that shows only after rendering', async () => {
    workspace.write({ 'texts/b.ini': '' });
    workspace.load(`globalThis.calls = (globalThis.calls ?? 0) + 1;
  return { value: source.name === 'b' ? globalThis.calls : source.text.length };`);
    await workspace.succeed();
    const before = workspace.outputs();
    workspace.write({ 'texts/a.ini': 'more' });
    const { success, output } = await workspace.run();
    expect([success, output]).toEqual([
      false,
      expect.stringContaining(`texts/b.ini error load: the module of the option "load" gives other data for this file than before, and nothing that it was seen to read has changed
  hint: give the same for the same file; or run once with the switch "incrementalCompilation" off
`),
    ]);
    expect(workspace.outputs()).toEqual(before);
    await workspace.succeed({ optimizations: { incrementalCompilation: false } });
  });

  test('leaves the existing output unchanged', async () => {
    await workspace.succeed();
    const before = workspace.outputs();
    workspace.write({ 'texts/b.ini': 'b = 1\n' });
    workspace.load(`if (source.name === 'b') throw new Error('no');\n  ${PARSE}`);
    expect((await workspace.run()).success).toBe(false);
    expect(workspace.outputs()).toEqual(before);
  });
});
