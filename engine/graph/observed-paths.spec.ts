import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { areUnchanged, changedPaths, type ObservedPath, ObservedPaths } from './observed-paths';

const LATER = Date.now() + 3_600_000;
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'observed-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Waits until another change would show. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60));
}

async function observe(...names: string[]) {
  await settle();
  const observed = new ObservedPaths();
  for (const name of names) observed.stat(join(root, name));
  return observed.list() ?? [];
}

describe('an observed folder shows', () => {
  const changes: Record<string, () => void> = {
    'an added file': () => writeFileSync(join(root, 'specs/b.json'), ''),
    'a removed file': () => rmSync(join(root, 'specs/a.json')),
    'a renamed file': () => renameSync(join(root, 'specs/a.json'), join(root, 'specs/c.json')),
    'a folder in place of a file': () => {
      rmSync(join(root, 'specs/a.json'));
      mkdirSync(join(root, 'specs/a.json'));
    },
    'a replaced folder': () => {
      renameSync(join(root, 'specs'), join(root, 'gone'));
      mkdirSync(join(root, 'specs'));
    },
    'a removed folder': () => rmSync(join(root, 'specs'), { recursive: true }),
  };

  test.each(Object.keys(changes))('%s', async (change) => {
    mkdirSync(join(root, 'specs'));
    writeFileSync(join(root, 'specs/a.json'), '');
    const before = await observe('specs');
    expect(areUnchanged(before, LATER)).toBe(true);
    changes[change]!();
    expect(areUnchanged(before, LATER)).toBe(false);
  });

  test('the creation of a missing folder', async () => {
    const before = await observe('specs');
    expect(before).toEqual([[join(root, 'specs'), null]]);
    expect(areUnchanged(before, LATER)).toBe(true);
    mkdirSync(join(root, 'specs'));
    expect(areUnchanged(before, LATER)).toBe(false);
  });
});

test('a file with the same size and time differs by inode', async () => {
  const [file, other] = [join(root, 'package.json'), join(root, 'other')];
  for (const path of [file, other]) {
    writeFileSync(path, '{"version":"1"}');
    utimesSync(path, 1, 1);
  }
  const before = await observe('package.json');
  expect(areUnchanged(before, LATER)).toBe(true);
  renameSync(other, file);
  expect(areUnchanged(before, LATER)).toBe(false);
});

test('something touched just now gives no reliable list', () => {
  writeFileSync(join(root, 'a'), '');
  const observed = new ObservedPaths();
  observed.stat(join(root, 'a'));
  expect(observed.list()).toBeUndefined();
});

test('something as recent as the index counts as changed', async () => {
  writeFileSync(join(root, 'a'), '');
  const touched = Date.now();
  const before = await observe('a');
  expect(areUnchanged(before, touched - 1000)).toBe(false);
});

test('an incomplete list is not returned', () => {
  const observed = new ObservedPaths();
  observed.markIncomplete();
  expect(observed.list()).toBeUndefined();
});

describe('ObservedPaths', () => {
  test('lists what it has stated, each once, and then what was added', () => {
    writeFileSync(join(root, 'a'), 'text');
    const { mtimeMs, ctimeMs, ino } = statSync(join(root, 'a'));
    const observed = new ObservedPaths();
    expect(observed.stat(join(root, 'a'))?.size).toBe(4);
    expect(observed.stat(join(root, 'b'))).toBeUndefined();
    rmSync(join(root, 'a'));
    expect(observed.stat(join(root, 'a'))).toBeUndefined();
    observed.add([
      ['/linked', 'link x'],
      ['/gone', null],
    ]);
    expect(observed.all).toEqual([
      [join(root, 'a'), [4, mtimeMs, ctimeMs, ino]],
      [join(root, 'b'), null],
      ['/linked', 'link x'],
      ['/gone', null],
    ]);
  });

  describe('is reliable', () => {
    beforeEach(() => jest.spyOn(Date, 'now').mockReturnValue(1000));
    afterEach(() => jest.restoreAllMocks());

    test.each<[was: ObservedPath[1], isReliable: boolean]>([
      [[1, 979, 979, 5], true],
      [[1, 980, 1, 5], false],
      [[1, 1, 980, 5], false],
      [[1, 2000, 1, 5], false],
      [null, true],
      ['file', true],
    ])('after adding %j: %j', (was, isReliable) => {
      const observed = new ObservedPaths();
      observed.add([['/x', was]]);
      expect(observed.list()).toEqual(isReliable ? [['/x', was]] : undefined);
      expect(observed.all).toEqual([['/x', was]]);
    });
  });
});

describe('changes', () => {
  function stateOf(path: string): ObservedPath {
    const { size, mtimeMs, ctimeMs, ino } = statSync(path);
    return [path, [size, mtimeMs, ctimeMs, ino]];
  }

  test('changedPaths lists what differs from its recorded state, in order', () => {
    for (const name of ['b', 'a']) writeFileSync(join(root, name), '');
    symlinkSync('a', join(root, 'link'));
    const [a, b, link, gone] = ['a', 'b', 'link', 'gone'].map((name) => join(root, name)) as [string, ...string[]];
    const same: ObservedPath[] = [stateOf(b!), [gone!, null], [link!, 'link a'], stateOf(a), [a, 'file']];
    expect(changedPaths(same)).toEqual([]);
    expect(
      changedPaths([...same, [link!, 'link b'], [gone!, 'file'], [a, null], [gone!, [0, 1, 1, 1]], [b!, [9, 1, 1, 1]]]),
    ).toEqual([link, gone, a, gone, b]);
  });

  test('one changed path among unchanged ones counts', () => {
    writeFileSync(join(root, 'a'), '');
    const unchanged: ObservedPath = [join(root, 'a'), 'file'];
    expect(areUnchanged([unchanged], 0)).toBe(true);
    expect(areUnchanged([unchanged, [join(root, 'a'), 'folder'], unchanged], 0)).toBe(false);
    expect(areUnchanged([], 0)).toBe(true);
  });

  test('a path touched at the given time counts as changed', () => {
    writeFileSync(join(root, 'a'), '');
    utimesSync(join(root, 'a'), 1, 4_000_000_000);
    const observed = [stateOf(join(root, 'a'))];
    expect(areUnchanged(observed, 4_000_000_000_000)).toBe(false);
    expect(areUnchanged(observed, 4_000_000_000_001)).toBe(true);
  });
});
