import fs, {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sha256 } from '../../state/hash';
import { FileIndex, type WaitingFile } from './file-index';
import { indexPath } from './save-index';
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

/** Files in the stored index: with another manifest, they are evidence. */
function stored(): string[] {
  return [...open('another manifest').evidence.keys()];
}

/** Files for which the next run needs only a stat. */
function trustedFiles(): string[] {
  const index = IndexFile.decode(readFileSync(indexPath(root, join(root, 'state'), 'out')));
  if (typeof index === 'string') throw new Error(index);
  return index.paths.filter((path, at) => index.agrees(at, statSync(join(root, path))));
}

describe('FileIndex', () => {
  it('does not trust the entry of a file that was touched in the clock tick in which it was hashed', async () => {
    const young = open();
    writeFileSync(join(root, 'a.txt'), 'two');
    // Regardless of the time until it is hashed.
    const [now, later] = [new Date(), new Date(Date.now() + 3_600_000)];
    utimesSync(join(root, 'a.txt'), now, later);
    expect(young.hash('a.txt')).toEqual({ sha256: sha256('two'), size: 3 });
    await wait(40);
    young.save({ manifest: 'hash' });
    expect(trustedFiles()).toEqual([]);

    utimesSync(join(root, 'a.txt'), now, now);
    await wait(40);
    const old = open();
    expect(old.hash('a.txt')).toEqual({ sha256: sha256('two'), size: 3 });
    old.save({ manifest: 'hash' });
    expect(trustedFiles()).toEqual(['a.txt']);
  });

  it('does not trust it either if the process was delayed after reading', () => {
    const index = open();
    writeFileSync(join(root, 'a.txt'), 'two');
    const { closeSync } = fs;
    const close = jest.spyOn(fs, 'closeSync').mockImplementation((file) => {
      closeSync(file);
      const until = Date.now() + 40;
      while (Date.now() < until);
    });
    index.hash('a.txt');
    close.mockRestore();
    index.save({ manifest: 'hash' });
    expect(trustedFiles()).toEqual([]);
  });

  describe('remember, for a file that was renamed into place', () => {
    const begin = async (): Promise<WaitingFile> => {
      await wait(40);
      const { size, mtimeMs: mtime, ino: inode } = statSync(join(root, 'a.txt'));
      return { sha256: sha256('one'), size, mtime, inode };
    };
    /** Returns if it has the expected bytes, and if the next run needs only a stat. */
    const remembered = (waiting: WaitingFile, began = Date.now()): [boolean, boolean] => {
      const index = open();
      const isRight = index.remember('a.txt', waiting, began);
      if (isRight) expect(index.hash('a.txt')).toEqual({ sha256: sha256('one'), size: 3 });
      index.save({ manifest: 'hash' });
      // The next run hashes it in any case.
      expect(stored()).toEqual(['a.txt']);
      const isThere = statSync(join(root, 'a.txt'), { throwIfNoEntry: false }) !== undefined;
      return [isRight, isThere && trustedFiles().length > 0];
    };

    it('trusts its hash if the file was not touched', async () => {
      expect(remembered(await begin())).toEqual([true, true]);
    });

    it('does not trust it if it was written in the clock tick of the rename', async () => {
      const waiting = await begin();
      expect(remembered(waiting, waiting.mtime + 10)).toEqual([true, false]);
    });

    it('does not trust it if the file was changed in place', async () => {
      const waiting = await begin();
      writeFileSync(join(root, 'a.txt'), 'two');
      expect(remembered(waiting)).toEqual([false, false]);
    });

    it('does not trust it if the file was replaced, whatever its times', async () => {
      const waiting = await begin();
      writeFileSync(join(root, 'b.txt'), 'two');
      const { atime, mtime } = statSync(join(root, 'a.txt'));
      utimesSync(join(root, 'b.txt'), atime, mtime);
      renameSync(join(root, 'b.txt'), join(root, 'a.txt'));
      expect(remembered(waiting)).toEqual([false, false]);
    });

    it('does not trust it if the file is missing or special', async () => {
      const waiting = await begin();
      rmSync(join(root, 'a.txt'));
      expect(remembered(waiting)).toEqual([false, false]);
      mkdirSync(join(root, 'a.txt'));
      expect(remembered(waiting)).toEqual([false, false]);
    });

    it('accepts a file with another stat but the same bytes', async () => {
      const waiting = await begin();
      expect(remembered({ ...waiting, inode: waiting.inode + 1, mtime: 5 })).toEqual([true, true]);
    });
  });

  it('drops files that are no longer used', async () => {
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

  it('has no hash for a folder, a missing file or a path below a file', () => {
    const index = open();
    expect(['state', 'none', 'a.txt/b'].map((path) => index.hash(path))).toEqual([undefined, undefined, undefined]);
  });

  it('is only evidence if it belongs to another manifest', async () => {
    await wait(40);
    const index = open();
    index.hash('a.txt');
    index.save({ manifest: 'hash' });
    expect([...open('other').evidence]).toEqual([['a.txt', sha256('one')]]);
    expect([...open('hash').evidence]).toEqual([]);
  });

  describe('an entry with a wrong hash', () => {
    const other = 'ab'.repeat(32);

    /** The hash of a.txt with an index that was written `later` milliseconds after the file was touched. */
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

    it('is used if the whole stat agrees, and ignored otherwise', () => {
      expect(found({}, 1000)).toBe(other);
      for (const change of [{ size: 4 }, { mtime: 5 }, { ctime: 5 }, { inode: 5 }]) {
        expect([change, found(change, 1000)]).toEqual([change, sha256('one')]);
      }
    });

    it('is ignored if the file is as recent as the index', () => {
      expect([0, 10, -1000].map((later) => found({}, later))).toEqual(Array(3).fill(sha256('one')));
    });
  });
});
