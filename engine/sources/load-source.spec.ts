import { sha256 } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { LateError } from '../user-code/late-errors';
import { Reader } from '../user-code/reader';
import { dataHash } from './data-hash';
import { itemsOfEntry, loadSource, type Load, type LoadedFile } from './load-source';

const INVALID_HINT = 'give what JSON can hold: objects, lists, texts, numbers, true, false and null';

let workspace: TemporaryWorkspace;
beforeEach(() => (workspace = temporaryWorkspace()));
afterEach(() => workspace.remove());

const run = (load: Load, items?: string, bytes = Buffer.from('text')): ReturnType<typeof loadSource> => {
  const reader = new Reader({ workspaceRoot: workspace.root, outputDir: 'out' }, 'd/a.x.txt');
  const context = { workspaceRoot: workspace.root, items, load, reader, fingerprint: 'print' };
  return loadSource('d/a.x.txt', bytes, context);
};
const loaded = async (result: unknown, items?: string): Promise<unknown> => {
  const source = await run(() => result, items);
  return Array.isArray(source) ? source : [source.data, Object.keys(source.entry.items)];
};
const failing = (error: unknown): ReturnType<typeof run> =>
  run(() => {
    throw error;
  });
const invalid = (message: string): object => ({
  severity: 'error',
  code: 'load',
  message,
  file: 'd/a.x.txt',
  hint: INVALID_HINT,
});

test('a load module gets the file', async () => {
  let file: LoadedFile | undefined;
  const bytes = Buffer.from('\ufeffa\ufeff');
  await run((source) => void (file = source), undefined, bytes);
  expect([file!.path, file!.name, file!.text]).toEqual(['d/a.x.txt', 'a', 'a\ufeff']);
  expect(file!.bytes).toEqual(Uint8Array.from(bytes));
  file!.bytes[0] = 0;
  expect(bytes[0]).toBe(0xef);
});

test('the entry has the hashes of the data and of each pattern', async () => {
  expect(await run(() => [1, { a: 2 }])).toEqual({
    data: [1, { a: 2 }],
    entry: {
      fingerprint: 'print',
      data: dataHash([1, { a: 2 }], true),
      items: { '/0': dataHash(1, true), '/1': dataHash({ a: 2 }, true) },
    },
  });
});

test('the entry has the hashes of the files that were read', async () => {
  workspace.write('b.txt', 'b');
  workspace.write('a.txt', 'a');
  const source = await run((_source, { read }) => [read('../b.txt'), read('../a.txt')]);
  expect(source).toMatchObject({ data: ['b', 'a'], entry: { reads: { 'a.txt': sha256('a'), 'b.txt': sha256('b') } } });
});

test('the entry has no reads if nothing was read', async () => {
  workspace.write('a.txt', 'a');
  expect(await run((_source, { read }) => read('a.txt'))).toMatchObject({ entry: { reads: { 'a.txt': sha256('a') } } });
  const source = await run(() => 1);
  expect(source).not.toHaveProperty('entry.reads');
});

test.each<[what: string, result: unknown, items: string | undefined, expected: unknown]>([
  ['an object is one pattern', { a: 1 }, undefined, [{ a: 1 }, ['']]],
  ['a text is one pattern', 'a', undefined, ['a', ['']]],
  [
    'each member of a list is a pattern',
    ['a', 'b'],
    undefined,
    [
      ['a', 'b'],
      ['/0', '/1'],
    ],
  ],
  [
    'each entry of a map is a pattern',
    new Map([
      ['b/c', 1],
      ['a', 2],
    ]),
    undefined,
    [{ 'b/c': 1, a: 2 }, ['/b~1c', '/a']],
  ],
  ['"items" points into an object', { of: { x: 1, y: 2 } }, '/of', [{ of: { x: 1, y: 2 } }, ['/of/x', '/of/y']]],
  ['"items" points into a map', new Map([['of', [5]]]), '/of', [{ of: [5] }, ['/of/0']]],
  ['undefined is no pattern', undefined, '/of', [null, []]],
  ['null is no pattern', null, '/of', [null, []]],
  ['an empty list is no pattern', [], '/of', [null, []]],
  ['an empty map is no pattern', new Map(), '/of', [null, []]],
  ['zero is a pattern', 0, undefined, [0, ['']]],
  ['an empty object is a pattern', {}, undefined, [{}, ['']]],
])('%s', async (_what, result, items, expected) => {
  expect(await loaded(result, items)).toEqual(expected);
});

test.each<[result: unknown, message: string]>([
  [() => 1, 'what "load" gives is a function'],
  [{ a: [new Date(0)] }, 'what "load" gives at /a/0 is a Date'],
  [new Map([['a', { b: Infinity }]]), 'what "load" gives at /a/b is Infinity'],
  [new Map([[1, 'a']]), 'what "load" gives is a Map with a key that is not a string: 1'],
])('%p is invalid', async (result, message) => {
  expect(await loaded(result)).toEqual([invalid(message)]);
});

test('an error in copying data is told as one of the module', async () => {
  const get = (): never => {
    throw new Error('mine');
  };
  const object = Object.defineProperty({}, 'a', { get, enumerable: true });
  for (const result of [object, new Map([['a', object]])])
    expect(await loaded(result)).toMatchObject([{ message: 'loading d/a.x.txt failed: mine' }]);
});

test.each([{ a: 1 }, new Map([['a', 1]])])('"items" must point to a member', async (result) => {
  expect(await loaded(result, '/b')).toMatchObject([
    { code: 'items', message: 'the option "items" is "/b", and there is no "b" here', file: 'd/a.x.txt' },
  ]);
});

describe('a load module that throws', () => {
  const at = (fields: object): Error => Object.assign(new Error('mine'), { stack: '' }, fields);
  const problem = { severity: 'error', code: 'load', message: 'loading d/a.x.txt failed: mine' };

  beforeEach(() => {
    workspace.write('d/a.x.txt', 'one\ntwo\n');
    workspace.write('load.js', 'first\nsecond\n');
  });
  const stack = (): string => `Error: mine\n    at load (${workspace.root}/load.js:2:3)`;

  test('is reported for its file', async () => {
    expect(await failing(at({}))).toEqual([{ ...problem, file: 'd/a.x.txt' }]);
    expect(await failing(undefined)).toMatchObject([{ code: 'load', file: 'd/a.x.txt' }]);
  });

  test('may name a place and a hint', async () => {
    const place = { file: 'd/a.x.txt', line: 2, excerpt: 'two' };
    expect(await failing(at({ line: 2, column: 3, hint: 'help' }))).toMatchObject([
      { ...problem, ...place, column: 3, hint: 'help' },
    ]);
    expect(await failing(at({ line: 1 }))).toMatchObject([{ ...problem, line: 1, column: 1, excerpt: 'one' }]);
  });

  test.each([{ line: 0 }, { line: '2' }, { column: 2 }, { hint: 1 }])('has no place or hint by %p', async (fields) => {
    expect(await failing(at(fields))).toEqual([{ ...problem, file: 'd/a.x.txt' }]);
  });

  test('is reported where it throws', async () => {
    const [one] = (await failing(at({ stack: stack() }))) as object[];
    expect(one).toMatchObject({ ...problem, file: 'load.js', line: 2, column: 3, excerpt: 'second' });
    expect(one).not.toHaveProperty('hint');
  });

  test('names where it throws beside a place in the file', async () => {
    expect(await failing(at({ stack: stack(), line: 2 }))).toMatchObject([
      { file: 'd/a.x.txt', line: 2, hint: 'thrown at load.js:2' },
    ]);
  });

  test('after a late error is not reported again', async () => {
    expect(await failing(new LateError(new Error('mine')))).toEqual([]);
  });
});

test('a text that is not UTF-8 is reported if the module wants it', async () => {
  const bytes = Buffer.from([0x61, 0xff]);
  expect(await run(({ text }) => text, undefined, bytes)).toMatchObject([
    { severity: 'error', code: 'encoding', message: 'the file is not valid UTF-8', file: 'd/a.x.txt' },
  ]);
  expect(await run(({ bytes: own }) => own.length, undefined, bytes)).toMatchObject({ data: 2 });
});

test('a failed read is reported even if the module catches it', async () => {
  const swallow: Load = (_source, { read }) => {
    try {
      return read('none.txt');
    } catch {
      return 1;
    }
  };
  for (const load of [swallow, (_source, { read }) => read('none.txt')] satisfies Load[])
    expect(await run(load)).toMatchObject([{ severity: 'error', code: 'missing-file' }]);
});

test('the items of an entry have their key as name', () => {
  const [whole, part] = ['a'.repeat(64), 'b'.repeat(64)];
  const known = { source: 'd/a.txt', root: '', isPlain: true };
  const entry = { fingerprint: '', data: '', items: { '': whole, '/of/b~1c~01': part } };
  expect(itemsOfEntry('d/a.txt', entry)).toStrictEqual([
    ['d/a.txt', { ...known, pointer: '', hash: whole, key: undefined, name: 'a' }],
    ['d/a.txt#/of/b~1c~01', { ...known, pointer: '/of/b~1c~01', hash: part, key: 'b/c~1', name: 'b/c~1' }],
  ]);
});
