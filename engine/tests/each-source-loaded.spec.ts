import { explainRun } from '../graph/explain';
import { loadGraph } from '../graph/load-graph';
import type { CodegenOptions } from '../options';
import { expectClean, settingsOf } from '../testing/delta-run';
import { LoadWorkspace } from '../testing/load-workspace';
import { endDriver } from '../testing/workspace';

afterAll(endDriver);

let workspace: LoadWorkspace;
const reasons = async (options: Partial<CodegenOptions>): Promise<string[]> => {
  const graph = await loadGraph(settingsOf(workspace, options));
  if (Array.isArray(graph)) throw new Error(JSON.stringify(graph));
  const due = explainRun(graph).filter(({ action }) => action !== 'fresh');
  return due.map(({ action, path, pattern, reasons: why }) => [action, path ?? pattern, ...why].join(' | '));
};

const SOURCE = { template: 'of', to: '{{@name}}.txt', each: 'source' } as const;
const OPTIONS: Partial<CodegenOptions> = { emit: [SOURCE] };

beforeEach(() => {
  workspace = new LoadWorkspace();
  workspace.write({
    'templates/of.hbs': '{{@path}}  {{#each patterns}}{{@key}}={{value}};{{/each}}\n',
    'texts/b.ini': 'three = 3\n',
  });
});
afterEach(() => workspace.dispose());

test('each loaded source has a file made from the data of its module', async () => {
  expect(await workspace.counts(OPTIONS)).toBe('0/2/0 0/0/0');
  expect(workspace.read('generated/a.txt')).toBe('texts/a.ini  one=1;two=2;\n');
  workspace.loaded();
  expect(await workspace.counts(OPTIONS)).toBe('2/0/0 0/0/0');
  expect(workspace.loaded()).toEqual([]);
  workspace.edit('texts/a.ini', 'two = 2', 'two = 7');
  expect(await reasons(OPTIONS)).toEqual(['render | a.txt | texts/a.ini#/two changed | texts/a.ini changed']);
  workspace.loaded();
  expect(await workspace.counts(OPTIONS)).toBe('1/1/0 0/0/0');
  expect(workspace.read('generated/a.txt')).toBe('texts/a.ini  one=1;two=7;\n');
  expect(workspace.loaded()).toEqual(['texts/a.ini']);
  await expectClean(workspace, OPTIONS);
});

test('a changed template loads all sources, and a removed output one of them', async () => {
  await workspace.succeed(OPTIONS);
  workspace.loaded();
  workspace.remove('generated/b.txt');
  expect(await workspace.counts(OPTIONS)).toBe('1/1/0 0/0/0');
  expect(workspace.loaded()).toEqual(['texts/b.ini']);
  workspace.edit('templates/of.hbs', '{{@path}}', '{{@name}}');
  expect(await workspace.counts(OPTIONS)).toBe('0/2/0 0/0/0');
  expect(workspace.read('generated/b.txt')).toBe('b  three=3;\n');
  await expectClean(workspace, OPTIONS);
});

test.each([
  ['pointed to by items', { items: '/parts' }, `{ parts: { p: { value: 1 } }, title: source.text.trim() }`],
  ['that is the only pattern', {}, `{ value: 1, title: source.text.trim() }`],
])('@source is the data of the module, %s', async (_how, more, data) => {
  workspace.load(`return ${data};`);
  workspace.write({ 'templates/of.hbs': '{{@source.title}} {{patterns.length}}\n', 'texts/a.ini': 'first' });
  const options = { ...OPTIONS, ...more };
  await workspace.succeed(options);
  expect(workspace.read('generated/a.txt')).toBe('first 1\n');
  workspace.write({ 'texts/a.ini': 'second' });
  expect((await reasons(options)).join()).toContain('render | a.txt | ');
  expect(await workspace.counts(options)).toBe('1/1/0 0/0/0');
  expect(workspace.read('generated/a.txt')).toBe('second 1\n');
  // A comment does not change the data.
  workspace.load(`return ${data}; // the same`);
  expect(await workspace.counts(options)).toBe('2/0/0 0/0/0');
  await expectClean(workspace, options);
});

test('a condition that reads @source is evaluated again if it changes', async () => {
  workspace.load(`return { value: 1, title: source.text.trim() };`);
  workspace.write({ 'texts/a.ini': 'no' });
  const options: Partial<CodegenOptions> = { emit: [{ ...SOURCE, when: '(eq @source.title "yes")' }] };
  expect(await workspace.counts(options)).toBe('0/0/0 0/0/0');
  expect(await workspace.counts(options)).toBe('0/0/0 0/0/0');
  workspace.write({ 'texts/a.ini': 'yes' });
  expect(await workspace.counts(options)).toBe('0/1/0 0/0/0');
  workspace.write({ 'texts/a.ini': 'no' });
  expect(await workspace.counts(options)).toBe('0/0/1 0/0/0');
  await expectClean(workspace, options);
});

test('files of sources are formatted, but not copies and skipped files', async () => {
  workspace.write({
    'code/format.cjs': "module.exports = (text) => text.replace(/ +/g, ' ');\n",
    'assets/two.txt': 'two  spaces\n',
  });
  const options: Partial<CodegenOptions> = {
    format: 'code/format.cjs',
    emit: [SOURCE, { ...SOURCE, to: 'none-{{@name}}.txt', when: 'gone' }, { copy: ['assets/*'], to: '.' }],
  };
  expect(await workspace.counts(options)).toBe('0/3/0 0/0/0');
  expect(workspace.read('generated/a.txt')).toBe('texts/a.ini one=1;two=2;\n');
  expect(workspace.read('generated/two.txt')).toBe('two  spaces\n');
  expect(await workspace.counts(options)).toBe('3/0/0 0/0/0');
  workspace.write({ 'code/format.cjs': 'module.exports = (text) => text.toUpperCase();\n' });
  expect(await workspace.counts(options)).toBe('1/2/0 0/0/0');
  expect(workspace.read('generated/a.txt')).toBe('TEXTS/A.INI  ONE=1;TWO=2;\n');
  await expectClean(workspace, options);
});
