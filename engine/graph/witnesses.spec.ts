import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { areUnchanged, Witnesses } from './witnesses';

const LATER = Date.now() + 3_600_000;
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'witnesses-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Long enough after the last change for another one to show. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60));
}

async function lookAt(...names: string[]) {
  await settle();
  const witnesses = new Witnesses();
  for (const name of names) witnesses.look(join(root, name));
  return witnesses.list() ?? [];
}

describe('a folder', () => {
  const changes: Record<string, () => void> = {
    'a file more': () => writeFileSync(join(root, 'specs/b.json'), ''),
    'a file less': () => rmSync(join(root, 'specs/a.json')),
    'a file under another name': () => renameSync(join(root, 'specs/a.json'), join(root, 'specs/c.json')),
    'a folder in place of a file': () => {
      rmSync(join(root, 'specs/a.json'));
      mkdirSync(join(root, 'specs/a.json'));
    },
    'another folder in its place': () => {
      renameSync(join(root, 'specs'), join(root, 'gone'));
      mkdirSync(join(root, 'specs'));
    },
    'no folder any more': () => rmSync(join(root, 'specs'), { recursive: true }),
  };

  test.each(Object.keys(changes))('%s', async (change) => {
    mkdirSync(join(root, 'specs'));
    writeFileSync(join(root, 'specs/a.json'), '');
    const before = await lookAt('specs');
    expect(areUnchanged(before, LATER)).toBe(true);
    changes[change]!();
    expect(areUnchanged(before, LATER)).toBe(false);
  });

  test('that was not there', async () => {
    const before = await lookAt('specs');
    expect(before).toEqual([[join(root, 'specs'), null]]);
    expect(areUnchanged(before, LATER)).toBe(true);
    mkdirSync(join(root, 'specs'));
    expect(areUnchanged(before, LATER)).toBe(false);
  });
});

test('a file of the same size and time is another one by its inode', async () => {
  const [file, other] = [join(root, 'package.json'), join(root, 'other')];
  for (const path of [file, other]) {
    writeFileSync(path, '{"version":"1"}');
    utimesSync(path, 1, 1);
  }
  const before = await lookAt('package.json');
  expect(areUnchanged(before, LATER)).toBe(true);
  renameSync(other, file);
  expect(areUnchanged(before, LATER)).toBe(false);
});

test('what was touched just now tells nothing', () => {
  writeFileSync(join(root, 'a'), '');
  const witnesses = new Witnesses();
  witnesses.look(join(root, 'a'));
  expect(witnesses.list()).toBeUndefined();
});

test('what was touched as late as the index itself tells nothing', async () => {
  writeFileSync(join(root, 'a'), '');
  const touched = Date.now();
  const before = await lookAt('a');
  expect(areUnchanged(before, touched - 1000)).toBe(false);
});

test('a conclusion from what was not looked at has no witnesses', () => {
  const witnesses = new Witnesses();
  witnesses.markIncomplete();
  expect(witnesses.list()).toBeUndefined();
});
