import type { CodegenOptions } from '../options';
import { expectClean } from '../testing/delta-run';
import { EngineProcess, type Preview } from '../testing/differential/engine-process';
import { LOAD_OPTIONS, LoadWorkspace, PARSE } from '../testing/load-workspace';
import { endDriver, type RunChanges } from '../testing/workspace';

afterAll(endDriver);

let workspace: LoadWorkspace;
beforeEach(() => {
  workspace = new LoadWorkspace();
});
afterEach(() => workspace.dispose());

const anew: RunChanges = { newProcess: true };
/** The results of `check` and `explain`, followed by a run. */
const preview = async (options: Partial<CodegenOptions> = {}): Promise<Preview> => {
  const engine = new EngineProcess();
  const context = { root: workspace.root, projectName: 'demo' };
  const env = { NX_WORKFLOW_CACHE_DIR: workspace.state, NX_WORKFLOW_WORKERS: '' };
  const asked = { options: { ...LOAD_OPTIONS, ...options }, context, env, looks: true };
  const { before } = await engine.ask(asked).finally(() => engine.end());
  return before!;
};

describe('a run loads or renders again', () => {
  const many = (count: number): string => Array.from({ length: count }, (_, at) => `key${at} = ${at}`).join('\n');

  test('nothing without a change, and does not even import the module', async () => {
    workspace.load(PARSE, `require('node:fs').appendFileSync(${JSON.stringify(workspace.calls)}, 'import\\n');\n`);
    await workspace.succeed({}, anew);
    expect(workspace.loaded()).toEqual(['import', 'texts/a.ini']);
    expect((await workspace.succeed({}, anew)).counts).toBe('3/0/0 0/0/0');
    expect(workspace.loaded()).toEqual([]);
  });

  test('one file of a document in which one pattern changed', async () => {
    workspace.write({ 'texts/a.ini': many(200), 'texts/b.ini': 'other = 1\n' });
    expect(await workspace.counts({ emit: [LOAD_OPTIONS.emit[0]] })).toBe('0/201/0 0/0/0');
    expect(workspace.loaded()).toEqual(['texts/a.ini', 'texts/b.ini']);
    workspace.edit('texts/a.ini', 'key7 = 7', 'key7 = seven');
    expect(await workspace.counts({ emit: [LOAD_OPTIONS.emit[0]] })).toBe('200/1/0 0/0/0');
    expect(workspace.loaded()).toEqual(['texts/a.ini']);
    await expectClean(workspace, { emit: [LOAD_OPTIONS.emit[0]] });
  });

  test('no file if the data comes out equal', async () => {
    await workspace.counts();
    workspace.loaded();
    workspace.write({ 'texts/a.ini': '; a comment\none = 1\ntwo = 2\n' });
    expect(await workspace.counts()).toBe('3/0/0 0/0/0');
    workspace.load(`// another module\n  ${PARSE}`);
    expect(await workspace.counts()).toBe('3/0/0 0/0/0');
    expect(workspace.loaded()).toEqual(['texts/a.ini', 'texts/a.ini']);
    expect(await workspace.counts()).toBe('3/0/0 0/0/0');
    expect(workspace.loaded()).toEqual([]);
    await expectClean(workspace);
  });

  test('files of added and removed patterns', async () => {
    await workspace.counts();
    workspace.write({ 'texts/a.ini': 'two = 2\nthree = 3\n' });
    expect(await workspace.counts()).toBe('1/2/1 0/0/0');
    workspace.write({ 'texts/b.ini': 'four = 4\n' });
    expect(await workspace.counts()).toBe('2/2/0 0/0/0');
    workspace.remove('texts/a.ini');
    expect(await workspace.counts()).toBe('1/1/2 0/0/0');
    expect(workspace.read('generated/all.txt')).toBe('4;\n');
    await expectClean(workspace);
  });

  test('after a change of a file that `read` returned', async () => {
    workspace.write({
      'texts/a.ini': 'include ./shared.txt\n',
      'texts/b.ini': 'four = 4\n',
      'texts/shared.txt': 'one = 1\nfive = 5\n',
    });
    expect(await workspace.counts()).toBe('0/4/0 0/0/0');
    expect(workspace.loaded()).toEqual(['texts/a.ini', 'texts/b.ini']);
    expect((await workspace.succeed({}, anew)).counts).toBe('4/0/0 0/0/0');
    workspace.write({ 'texts/shared.txt': 'one = 1\nfive = 6\n' });
    expect((await workspace.succeed({}, anew)).counts).toBe('2/2/0 0/0/0');
    // The module might cache what it read for another file.
    expect(workspace.loaded()).toEqual(['texts/a.ini', 'texts/b.ini']);
    expect(workspace.read('generated/five.txt')).toBe('five five texts/a.ini 6\n');
    await expectClean(workspace);
  });

  test('all sources if a file changed that the module read once and cached', async () => {
    workspace.load(
      `value ??= read('texts/shared.txt');\n  return { value: value.trim() + source.text.trim() };`,
      'let value;\n',
    );
    workspace.write({ 'texts/a.ini': 'a', 'texts/b.ini': 'b', 'texts/shared.txt': '1' });
    await workspace.succeed({}, anew);
    workspace.write({ 'texts/shared.txt': '2' });
    await workspace.succeed({}, anew);
    expect(workspace.read('generated/b.txt')).toBe(' b texts/b.ini 2b\n');
  });

  test('after a change of an environment variable that the module reads', async () => {
    workspace.load(`return { value: process.env.LOAD_LEVEL ?? 'unset' };`);
    await workspace.succeed({}, { ...anew, env: { LOAD_LEVEL: '1' } });
    await workspace.succeed({}, { ...anew, env: { LOAD_LEVEL: '1' } });
    expect(workspace.loaded()).toEqual(['texts/a.ini']);
    await workspace.succeed({}, { ...anew, env: { LOAD_LEVEL: '2' } });
    expect(workspace.read('generated/a.txt')).toBe(' a texts/a.ini 2\n');
    await workspace.succeed({}, { ...anew, env: { LOAD_LEVEL: '2' } });
    expect(workspace.loaded()).toEqual(['texts/a.ini']);
  });

  test('once if a read of the module changed but its data did not', async () => {
    workspace.load(`void process.env.LOAD_LEVEL;\n  return { value: 1 };`);
    const runs: string[][] = [];
    for (const level of ['1', '2', '2']) {
      await workspace.succeed({}, { ...anew, env: { LOAD_LEVEL: level } });
      runs.push(workspace.loaded());
    }
    expect(runs).toEqual([['texts/a.ini'], ['texts/a.ini'], []]);
  });

  test('after a change of an imported module, and of its resolution', async () => {
    workspace.write({
      'code/value.cjs': 'module.exports = 1;\n',
      'code/other.cjs': 'module.exports = () => ({ value: 3 });\n',
    });
    workspace.load(`return { value: require('./value.cjs') };`);
    await workspace.succeed();
    workspace.write({ 'code/value.cjs': 'module.exports = 2;\n' });
    await workspace.succeed();
    expect(workspace.read('generated/all.txt')).toBe('2;\n');
    await workspace.succeed({ load: 'code/other.cjs' });
    expect(workspace.read('generated/all.txt')).toBe('3;\n');
  });

  test('after a change of the template, loading the data once for all threads', async () => {
    workspace.write({ 'texts/a.ini': many(60) });
    await workspace.succeed();
    workspace.loaded();
    workspace.write({ 'templates/one.hbs': '{{value}} again {{@source.key1.value}}\n' });
    expect(await workspace.counts({ workers: 2 })).toBe('1/60/0 0/0/0');
    expect(workspace.loaded()).toEqual(['texts/a.ini']);
    const two = workspace.outputs();
    workspace.remove('generated');
    await workspace.succeed({ workers: 1 });
    expect(workspace.outputs()).toEqual(two);
  });

  test('a text that shows @source after any change of the document', async () => {
    workspace.load(`return { parts: { p: { value: 1 }, q: { value: 2 } }, title: read('title.txt') };`);
    workspace.write({
      'title.txt': 'T',
      'templates/one.hbs': '{{value}}{{#if (eq value 2)}} of {{@source.title}}{{/if}}\n',
    });
    expect(await workspace.counts({ items: '/parts' })).toBe('0/3/0 0/0/0');
    workspace.write({ 'title.txt': 'U' });
    expect(await workspace.counts({ items: '/parts' })).toBe('2/1/0 0/0/0');
    expect(workspace.read('generated/q.txt')).toBe('2 of U\n');
  });

  test('only the sources that are needed', async () => {
    workspace.write({ 'texts/b.ini': 'three = 3\n' });
    await workspace.succeed();
    workspace.loaded();
    workspace.remove('generated/three.txt');
    expect(await workspace.counts()).toBe('3/1/0 0/0/0');
    expect(workspace.loaded()).toEqual(['texts/b.ini']);
  });

  test('everything if the module returns other data for the same inputs', async () => {
    workspace.load(`globalThis.count = (globalThis.count ?? 0) + 1;\n  return { value: globalThis.count };`);
    await workspace.succeed();
    const first = workspace.read('generated/a.txt');
    workspace.write({ 'templates/one.hbs': 'now {{value}}\n' });
    await workspace.succeed();
    expect(first).toBe(' a texts/a.ini 1\n');
    expect(workspace.read('generated/a.txt')).toBe('now 2\n');
    expect(workspace.read('generated/all.txt')).toBe('2;\n');
  });

  test('with reasons', async () => {
    workspace.write({ 'texts/a.ini': 'include ./shared.txt\n', 'texts/shared.txt': 'one = 1\n' });
    const options: Partial<CodegenOptions> = { emit: [LOAD_OPTIONS.emit[0]] };
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
