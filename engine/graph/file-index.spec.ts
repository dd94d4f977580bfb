import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sha256 } from '../../state/hash';
import { FileIndex, indexPath } from './file-index';
import { IndexFile, type IndexEntry } from './index-file';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nx-workflow-'));
  mkdirSync(join(root, 'state'));
  writeFileSync(join(root, 'a.txt'), 'one');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function open(manifest = 'hash'): FileIndex {
  return FileIndex.open(root, join(root, 'state'), 'out', manifest);
}

/** The files that the stored index knows: another manifest makes them evidence. */
function stored(): string[] {
  return [...open('another manifest').evidence.keys()];
}

/** The files that a stat tells the next run enough of. */
function vouchedFor(): string[] {
  const index = IndexFile.decode(readFileSync(indexPath(root, join(root, 'state'), 'out')));
  if (typeof index === 'string') throw new Error(index);
  return index.paths.filter((path, at) => index.agrees(at, statSync(join(root, path))));
}

describe('the index of files', () => {
  it('does not vouch for a file that was touched in the tick in which it was hashed', async () => {
    const young = open();
    writeFileSync(join(root, 'a.txt'), 'two');
    // However long it takes until it is hashed.
    const [now, later] = [new Date(), new Date(Date.now() + 3_600_000)];
    utimesSync(join(root, 'a.txt'), now, later);
    expect(young.hash('a.txt')).toEqual({ sha256: sha256('two'), size: 3 });
    await wait(40);
    young.save({ manifest: 'hash' });
    expect(vouchedFor()).toEqual([]);

    utimesSync(join(root, 'a.txt'), now, now);
    await wait(40);
    const old = open();
    expect(old.hash('a.txt')).toEqual({ sha256: sha256('two'), size: 3 });
    old.save({ manifest: 'hash' });
    expect(vouchedFor()).toEqual(['a.txt']);
  });

  it('vouches for what the run itself has written', () => {
    const index = open();
    index.remember('a.txt', sha256('one'));
    expect(index.hash('a.txt')).toEqual({ sha256: sha256('one'), size: 3 });
    index.save({ manifest: 'hash' });
    expect(stored()).toEqual(['a.txt']);
  });

  it('keeps no file that no run looks at any more', async () => {
    await wait(40);
    const first = open();
    first.hash('a.txt');
    first.save({ manifest: 'hash' });
    writeFileSync(join(root, 'b.txt'), 'two');
    await wait(40);
    const second = open();
    second.hash('b.txt');
    second.save({ manifest: 'hash' });
    expect(stored()).toEqual(['b.txt']);
  });

  it('knows no folder, no missing file, and no file below a file', () => {
    const index = open();
    expect(['state', 'none', 'a.txt/b'].map((path) => index.hash(path))).toEqual([undefined, undefined, undefined]);
    index.remember('none', sha256(''));
    expect(index.hash('none')).toBeUndefined();
  });

  it('is evidence alone where it belongs to another manifest', async () => {
    await wait(40);
    const index = open();
    index.hash('a.txt');
    index.save({ manifest: 'hash' });
    expect([...open('other').evidence]).toEqual([['a.txt', sha256('one')]]);
    expect([...open('hash').evidence]).toEqual([]);
  });

  describe('with an entry of another hash', () => {
    const other = 'ab'.repeat(32);

    /** What is found of a.txt beside an index that was written `later` milliseconds after it was touched. */
    function found(change: Partial<IndexEntry>, later: number): string | undefined {
      const { size, mtimeMs: mtime, ctimeMs: ctime, ino: inode } = statSync(join(root, 'a.txt'));
      const entry = { size, mtime, ctime, inode, sha256: other, ...change };
      const path = indexPath(root, join(root, 'state'), 'out');
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, IndexFile.of({ manifest: 'hash' }, new Map([['a.txt', entry]])).encoded());
      const time = new Date(Math.ceil(Math.max(mtime, ctime)) + later);
      utimesSync(path, time, time);
      return open().hash('a.txt')?.sha256;
    }

    it('believes it where all of the stat agrees, and hashes the file where one part does not', () => {
      expect(found({}, 1000)).toBe(other);
      for (const change of [{ size: 4 }, { mtime: 5 }, { ctime: 5 }, { inode: 5 }]) {
        expect([change, found(change, 1000)]).toEqual([change, sha256('one')]);
      }
    });

    it('does not believe it where the file system says that the file is as late as the index', () => {
      expect([0, 10, -1000].map((later) => found({}, later))).toEqual(Array(3).fill(sha256('one')));
    });
  });
});
