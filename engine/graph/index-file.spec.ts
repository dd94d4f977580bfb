import fc from 'fast-check';
import { IndexFile, type IndexEntry } from './index-file';

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
    const of = (mtime: number, ctime: number): IndexEntry => ({ size: 1, mtime, ctime, inode: 4, sha256: 'ab'.repeat(32) });
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
    expect(([[0, 4, 4], [1, 5, 4], [2, 4, 6]] as const).map(agrees)).toEqual([true, false, false]);
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
