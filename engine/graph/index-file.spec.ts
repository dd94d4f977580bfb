import { statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { sha256 } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { hashFile, IndexFile, untrustedEntry, type IndexEntry } from './index-file';

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const time = fc.double({ min: 0, max: 4e12, noNaN: true });
const entry = fc.record({ size: fc.nat(), mtime: time, ctime: time, inode: fc.maxSafeNat(), sha256: hash });
const path = fc.string({ minLength: 1 }).filter((text) => !text.includes('\0'));
const entries = fc.array(fc.tuple(path, entry), { maxLength: 20 }).map((list) => new Map<string, IndexEntry>(list));

const FRESH = {
  choices: 'c',
  names: 'n',
  observed: [['/specs', [1, 2.5, 3, 4]] as const, ['/none', null] as const],
  inputs: {
    emitTemplates: [],
    copies: [],
    partials: [],
    tools: {},
    modules: [],
    codeFiles: [],
    templateCodes: {},
    rendering: [],
    packages: { key: '', versions: {}, files: [], lookups: [], links: [] },
    commandFiles: [],
    format: { files: [], tools: [], hasCode: false, hasPlugins: false },
    importLookups: [],
    toolPackages: { key: '', versions: {}, files: [], lookups: [], links: [] },
    keys: { code: 'c', data: 'd', text: 't', library: 'l', format: 'f', commands: [] },
  },
  taskHash: 'h',
};
const READS = { salt: 's', values: { 'env A': 'v' } };

describe('IndexFile', () => {
  it('finds files in any number of searches', () => {
    const entry = { size: 1, mtime: 2, ctime: 3, inode: 4, sha256: 'a'.repeat(64) };
    const paths = Array.from({ length: 100 }, (_, at) => `file-${at}`);
    const index = IndexFile.decode(
      IndexFile.of({ manifest: '' }, new Map(paths.map((path) => [path, entry]))).encoded(),
    );
    if (typeof index === 'string') throw new Error(index);
    expect(paths.map((path) => index.find(path))).toEqual(paths.map((_path, at) => at));
    expect(index.find('file-100')).toBeUndefined();
    const few = IndexFile.decode(index.updated({ manifest: '' }, new Map()).encoded()) as IndexFile;
    expect([few.find('file-7'), few.find('file-100')]).toEqual([7, undefined]);
  });

  it('decodes what it encoded', () => {
    fc.assert(
      fc.property(entries, hash, (written, manifest) => {
        const fresh = { ...FRESH, folders: { '': { mtime: 1.5, ctime: 2.25, inode: 3 } }, files: 4, compiled: 5 };
        const read = IndexFile.decode(IndexFile.of({ manifest, fresh, reads: READS }, written).encoded());
        if (typeof read === 'string') throw new Error(read);
        expect(read.header).toEqual({ manifest, fresh, reads: READS });
        expect(read.paths).toEqual([...written.keys()]);
        for (const [at, one] of [...written.values()].entries()) {
          // File systems do not distinguish -0 and 0.
          expect(read.entry(at)).toEqual({ ...one, mtime: one.mtime + 0, ctime: one.ctime + 0 });
          const stat = { size: one.size, mtimeMs: one.mtime, ctimeMs: one.ctime, ino: one.inode };
          expect(read.agrees(at, stat)).toBe(true);
          for (const other of [{ size: one.size + 1 }, { mtimeMs: -5 }, { ctimeMs: -5 }, { ino: -5 }]) {
            expect(read.agrees(at, { ...stat, ...other })).toBe(false);
          }
        }
      }),
    );
  });

  it('rejects an index with any byte changed or any part cut off', () => {
    const entriesOfOne = new Map([['a', { size: 1, mtime: 2, ctime: 3, inode: 4, sha256: 'ab'.repeat(32) }]]);
    const good = IndexFile.of({ manifest: 'cd'.repeat(32) }, entriesOfOne).encoded();
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 1;
      expect(IndexFile.decode(bad)).toMatch(/^(damaged|of version \d+|of version none)$/);
      expect(IndexFile.decode(good.subarray(0, at))).toBe('damaged');
    }
    expect(IndexFile.decode(Buffer.from(`${'0'.repeat(64)}\n{"version":1}\nrest`))).toBe('of version 1');
    expect(IndexFile.decode(Buffer.from('no json'))).toBe('damaged');
  });

  it('trusts no entry of a file touched since a time', () => {
    const of = (mtime: number, ctime: number): IndexEntry => ({
      size: 1,
      mtime,
      ctime,
      inode: 4,
      sha256: 'ab'.repeat(32),
    });
    const index = IndexFile.of(
      { manifest: '' },
      new Map([
        ['before', of(4, 4)],
        ['then', of(5, 4)],
        ['changed', of(4, 6)],
      ]),
    );
    const changes = index.untrustedSince(5);
    expect([...changes.keys()]).toEqual([1, 2]);
    const updated = index.updated({ manifest: '' }, changes);
    const agrees = ([at, mtimeMs, ctimeMs]: readonly [number, number, number]): boolean =>
      updated.agrees(at, { size: 1, mtimeMs, ctimeMs, ino: 4 });
    expect(
      (
        [
          [0, 4, 4],
          [1, 5, 4],
          [2, 4, 6],
        ] as const
      ).map(agrees),
    ).toEqual([true, false, false]);
  });

  it('updates entries by position', () => {
    fc.assert(
      fc.property(entries, entries, hash, (written, others, manifest) => {
        const read = IndexFile.decode(IndexFile.of({ manifest }, written).encoded());
        if (typeof read === 'string') throw new Error(read);
        const changes = [...others.values()].slice(0, written.size).map((one, at) => [at, one] as const);
        const merged = new Map([...written.keys()].map((path, at) => [path, changes[at]?.[1] ?? written.get(path)!]));
        expect(read.updated({ manifest }, new Map(changes)).encoded()).toEqual(
          IndexFile.of({ manifest }, merged).encoded(),
        );
      }),
    );
  });
});

const ONE: IndexEntry = { size: 1, mtime: 2, ctime: 3, inode: 4, sha256: 'ab'.repeat(32) };
const indexOf = (...paths: string[]): IndexFile =>
  IndexFile.of({ manifest: 'm' }, new Map(paths.map((one) => [one, ONE])));
/** An index with a valid checksum. */
const withChecksum = (text: string): Buffer => Buffer.from(`${sha256(text)}\n${text}`);

test('an encoded index has a checksum, a header, then 64 bytes per entry and the paths', () => {
  const bytes = indexOf('a', 'b').encoded();
  const [checksum, header] = bytes.toString('latin1').split('\n');
  expect(checksum).toBe(sha256(bytes.subarray(65)));
  expect(header).toBe('{"version":11,"count":2,"manifest":"m"}');
  const body = bytes.subarray(65 + header!.length + 1);
  expect(body.length).toBe(2 * 64 + 'a\0b'.length);
  expect([...new Float64Array(new Uint8Array(body.subarray(0, 32)).buffer)]).toEqual([1, 2, 3, 4]);
  expect(body.toString('hex', 64, 96)).toBe('ab'.repeat(32));
  expect(body.toString('utf8', 128)).toBe('a\0b');
});

test.each([
  'null\n',
  '[]\n',
  '{"version":11}\n',
  '{"version":11,"count":0.5}\n',
  `{"version":11,"count":0.5}\n${'x'.repeat(100)}`,
  '{"version":11,"count":-1}\n',
  '{"version":11,"count":1}\n',
  `{"version":11,"count":1}\n${'x'.repeat(63)}`,
])('the index %j is damaged, though its checksum is right', (text) => {
  expect(IndexFile.decode(withChecksum(text))).toBe('damaged');
});

test('an index without entries is read', () => {
  const index = IndexFile.decode(withChecksum('{"version":11,"count":0,"manifest":"m"}\n')) as IndexFile;
  expect([index.header, index.paths]).toEqual([{ manifest: 'm' }, []]);
});

test.each([
  ['{"version":10}\n', 'of version 10'],
  ['{"version":"11"}\n', 'of version "11"'],
  ['{}\n', 'of version none'],
])('the index %j is %s', (text, problem) => {
  expect(IndexFile.decode(withChecksum(text))).toBe(problem);
});

test('a changed copy leaves the index as it was', () => {
  const index = indexOf('a');
  const other = { size: 9, mtime: 8, ctime: 7, inode: 6, sha256: 'cd'.repeat(32) };
  expect(index.updated({ manifest: 'n' }, new Map([[0, other]])).entry(0)).toEqual(other);
  expect(index.entry(0)).toEqual(ONE);
});

test('the first 30 searches are linear, in a changed copy too', () => {
  const index = indexOf('a', 'b');
  const linear = jest.spyOn(index.paths as string[], 'indexOf');
  for (let search = 0; search < 30; search++) expect(index.find('b')).toBe(1);
  expect(linear).toHaveBeenCalledTimes(30);
  expect(index.updated({ manifest: 'm' }, new Map()).find('b')).toBe(1);
  expect([index.find('b'), index.find('c')]).toEqual([1, undefined]);
  expect(linear).toHaveBeenCalledTimes(30);
});

test('the first and the last entry can be untrusted, and nothing beyond', () => {
  expect([...indexOf('a', 'b').untrustedSince(0)]).toEqual([
    [0, { ...ONE, mtime: -1 }],
    [1, { ...ONE, mtime: -1 }],
  ]);
  expect([...indexOf('a').untrustedSince(3).keys()]).toEqual([0]);
  expect([...indexOf('a').untrustedSince(4).keys()]).toEqual([]);
});

describe('hashFile', () => {
  let workspace: TemporaryWorkspace;
  let file: string;
  beforeEach(() => {
    workspace = temporaryWorkspace();
    workspace.write('a.txt', 'text');
    file = join(workspace.root, 'a.txt');
  });
  afterEach(() => {
    jest.restoreAllMocks();
    workspace.remove();
  });

  function entry(): IndexEntry {
    const { mtimeMs, ctimeMs, ino } = statSync(file);
    return { size: 4, mtime: mtimeMs, ctime: ctimeMs, inode: ino, sha256: sha256('text') };
  }

  test('passes on the bytes', () => {
    const onBytes = jest.fn();
    hashFile(file, onBytes);
    expect(onBytes.mock.calls).toEqual([[Buffer.from('text')]]);
  });

  test.each([
    ['mtime', 4_000_000_000],
    ['ctime', 1],
  ] as const)('trusts a file whose %s is more than a clock tick before the reading', (time, mtime) => {
    utimesSync(file, 1, mtime);
    const now = jest.spyOn(Date, 'now').mockReturnValue(entry()[time] + 20);
    expect(hashFile(file)).toEqual(untrustedEntry(entry()));
    now.mockReturnValue(entry()[time] + 21);
    expect(hashFile(file)).toEqual(entry());
  });
});

test('an untrusted entry has a time that no file has', () => {
  expect(untrustedEntry(ONE)).toEqual({ size: 1, mtime: -1, ctime: 3, inode: 4, sha256: 'ab'.repeat(32) });
});
