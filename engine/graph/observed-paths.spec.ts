import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { areUnchanged, ObservedPaths } from './observed-paths';

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
