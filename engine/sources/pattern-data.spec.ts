import { sha256, sha256OfParts } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { changedWhileReading } from '../render/failures';
import { LateError } from '../user-code/late-errors';
import type { Checks } from './checks';
import { dataHash } from './data-hash';
import { NO_ITEMS, type Item } from './item';
import { itemsOf } from './items';
import { loadPattern, type PatternContext, type Prepare } from './pattern-data';
import { Documents } from './source-file';

const NO_CHECKS: Checks = { spec: () => [], data: () => [] };
const problem = (fields: object = {}): ReturnType<Checks['spec']>[number] => ({
  severity: 'error',
  code: 'own',
  message: 'mine',
  ...fields,
});

let workspace: TemporaryWorkspace;
beforeEach(() => (workspace = temporaryWorkspace()));
afterEach(() => workspace.remove());

const run = (
  id: string,
  text: string,
  { pointer, ...fields }: Partial<PatternContext> & { pointer?: string } = {},
): ReturnType<typeof loadPattern> => {
  const path = id.split('#')[0]!;
  workspace.write(path, text);
  const documents = new Documents(workspace.root, undefined);
  const source = documents.read(path, sha256(text));
  const isItem = id !== path && !Array.isArray(source);
  const items = isItem ? new Map(itemsOf(source, pointer, sha256(text)) as [string, Item][]) : NO_ITEMS;
  return loadPattern(id, {
    documents,
    settings: { workspaceRoot: workspace.root, outputDir: 'out' },
    inputHashes: { [path]: sha256(text) },
    items,
    checks: NO_CHECKS,
    prepare: undefined,
    dataKey: 'key',
    ...fields,
  });
};

const failing = (error: unknown): { prepare: Prepare } => ({
  prepare: () => {
    throw error;
  },
});

test('a file is a pattern', async () => {
  const pattern = await run('d/a.x.json', '{"n": 1}');
  expect(pattern).toStrictEqual({
    id: 'd/a.x.json',
    path: 'd/a.x.json',
    name: 'a',
    key: undefined,
    source: undefined,
    place: expect.any(Function) as unknown,
    data: { n: 1 },
    hash: dataHash({ n: 1 }, true),
    isPlain: true,
    reads: [],
  });
  expect((pattern as { place: () => unknown }).place()).toEqual({ file: 'd/a.x.json' });
});

test('a member of a file is a pattern', async () => {
  const pattern = await run('a.json#/of/x', '{"of": {"x": [1]}}', { pointer: '/of' });
  expect(pattern).toMatchObject({
    id: 'a.json#/of/x',
    path: 'a.json',
    name: 'x',
    key: 'x',
    source: { of: { x: [1] } },
    data: [1],
    hash: dataHash([1], true),
    isPlain: true,
  });
  expect((pattern as { place: () => unknown }).place()).toMatchObject({
    file: 'a.json',
    line: 1,
    column: 9,
    length: 3,
  });
});

test('a document of a file is a pattern named by the file', async () => {
  const pattern = await run('a.yaml#/1', 'n: 1\n---\nn: 2\n');
  expect(pattern).toMatchObject({ name: 'a-1', key: '1', source: [{ n: 1 }, { n: 2 }], data: { n: 2 } });
});

test('data that JSON cannot represent is hashed by its source', async () => {
  const text = 'x: .inf\n';
  expect(await run('a.yaml', text)).toMatchObject({
    isPlain: false,
    hash: sha256OfParts(['key', 'a.yaml', sha256(text)]),
  });
  expect(await run('a.yaml#/x', text, { pointer: '' })).toMatchObject({
    isPlain: false,
    hash: sha256OfParts(['key', 'a.yaml#/x', sha256OfParts(['/x', sha256(text)])]),
  });
});

test('problems of a file are reported', async () => {
  expect(await run('a.json', '{')).toMatchObject([{ code: 'spec-syntax', file: 'a.json' }]);
  expect(await run('a.json', '{}', { inputHashes: {} })).toEqual([changedWhileReading('a.json')]);
});

test('a file that has become several documents has changed', async () => {
  expect(await run('a.yaml', 'n: 1\n---\nn: 2\n')).toEqual([changedWhileReading('a.yaml')]);
});

describe('a problem of the spec', () => {
  const found = (id: string, fields: object): Promise<unknown> =>
    run(id, '{"x": 1}', { pointer: '', checks: { ...NO_CHECKS, spec: () => [problem(fields)] } });

  test.each<[what: string, id: string, fields: object, hint: string | undefined]>([
    ['without a line names the item', 'a.json#/x', { file: 'a.json' }, 'the pattern is a.json#/x'],
    ['keeps its hint', 'a.json#/x', { file: 'a.json', hint: 'help' }, 'help\nthe pattern is a.json#/x'],
    ['with a line is not changed', 'a.json#/x', { file: 'a.json', line: 1 }, undefined],
    ['without a file is not changed', 'a.json#/x', {}, undefined],
    ['of a whole file is not changed', 'a.json', { file: 'a.json' }, undefined],
  ])('%s', async (_what, id, fields, hint) => {
    expect(await found(id, fields)).toEqual([problem({ ...fields, ...(hint === undefined ? {} : { hint }) })]);
  });
});

describe('a prepare module', () => {
  test('gets the spec and returns the data', async () => {
    const prepare = jest.fn<unknown, Parameters<Prepare>>((spec) => ({ of: spec }));
    expect(await run('d/a.json', '{"n": 1}', { prepare })).toMatchObject({
      data: { of: { n: 1 } },
      hash: dataHash({ of: { n: 1 } }, false),
      isPlain: true,
    });
    const read = expect.any(Function) as unknown;
    expect(prepare.mock.calls).toStrictEqual([[{ n: 1 }, { path: 'd/a.json', name: 'a', read }]]);
    await run('a.json#/x', '{"x": 1}', { prepare, pointer: '' });
    expect(prepare.mock.calls[1]).toStrictEqual([1, { path: 'a.json', name: 'x', key: 'x', read }]);
  });

  test('may read files', async () => {
    workspace.write('b.txt', 'text');
    const prepare: Prepare = (_spec, { read }) => read('b.txt');
    expect(await run('a.json', '1', { prepare })).toMatchObject({
      data: 'text',
      reads: [{ path: 'b.txt', sha256: sha256('text') }],
    });
  });

  test('must not fail to read, even if it catches the error', async () => {
    const prepare: Prepare = (_spec, { read }) => read('none.txt');
    const caught: Prepare = (_spec, { read }) => {
      try {
        return read('none.txt');
      } catch {
        return 1;
      }
    };
    for (const one of [prepare, caught])
      expect(await run('a.json', '1', { prepare: one })).toMatchObject([{ severity: 'error', code: 'missing-file' }]);
  });

  test('may throw, with a place in the spec', async () => {
    const error = Object.assign(new Error('mine'), { stack: '' });
    const failed = { severity: 'error', code: 'prepare', message: 'mine', file: 'a.json' };
    expect(await run('a.json', '{"x": 1}', failing(error))).toEqual([failed]);
    const placed = Object.assign(error, { pointer: '/x' });
    expect(await run('a.json', '{"x": 1}', failing(placed))).toMatchObject([{ ...failed, line: 1, column: 7 }]);
  });

  test('that fails for an item without a place names the item', async () => {
    const error = Object.assign(new Error('mine'), { stack: '' });
    expect(await run('a.json#/x', '{"x": 1}', { pointer: '', ...failing(error) })).toEqual([
      { severity: 'error', code: 'prepare', message: 'mine', file: 'a.json', hint: 'the pattern is a.json#/x' },
    ]);
  });

  test('with a late error is not reported again', async () => {
    expect(await run('a.json', '1', failing(new LateError(new Error('mine'))))).toEqual([]);
  });

  test('returns data that is checked', async () => {
    const data = jest.fn<ReturnType<Checks['data']>, Parameters<Checks['data']>>((checked) => [
      problem(checked.locate('/y')),
    ]);
    const checks = { ...NO_CHECKS, data };
    expect(await run('a.json', '1', { prepare: () => 2, checks })).toEqual([problem({ file: 'a.json' })]);
    expect(data.mock.calls).toMatchObject([[{ path: 'a.json', data: 2 }, 'a']]);
    await run('a.json', '1', { checks });
    expect(data).toHaveBeenCalledTimes(1);
  });
});
