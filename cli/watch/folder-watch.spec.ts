import fs, { mkdirSync, mkdtempSync, realpathSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderWatch } from './folder-watch';

let root: string;
let changed: string[];
let refused: string[];
let folders: FolderWatch;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-watch-')));
  for (const name of ['a', 'b']) mkdirSync(join(root, name));
  [changed, refused] = [[], []];
  folders = new FolderWatch(
    root,
    (path) => changed.push(path),
    (folder, reason) => refused.push(`${folder} ${reason}`),
  );
});
afterEach(() => {
  folders.close();
  jest.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

const tells = async (path: string): Promise<void> => {
  while (!changed.includes(path)) await new Promise((resolve) => setTimeout(resolve, 5));
};

it('reports new files, and a folder that is renamed away', async () => {
  expect(folders.set(new Set(['a', 'b', 'missing']))).toBe(true);
  writeFileSync(join(root, 'a', 'file'), '');
  await tells('a/file');
  if (process.platform !== 'linux') return;
  renameSync(join(root, 'b'), join(root, 'c'));
  await tells('b');
});

it('reports a deleted folder, since a closed watcher loses its events', () => {
  folders.set(new Set(['a', 'b']));
  expect(folders.set(new Set(['a', 'b']))).toBe(false);
  rmdirSync(join(root, 'b'));
  expect(folders.set(new Set(['a']))).toBe(true);
  expect(folders.set(new Set(['a']))).toBe(false);
  expect(folders.set(new Set())).toBe(false);
});

it('reports once a folder that cannot be watched, and continues with the others', async () => {
  const { watch } = fs;
  jest.spyOn(fs, 'watch').mockImplementation(((path: string, listener: never) => {
    if (path.endsWith('a')) throw Object.assign(new Error('no'), { code: 'ENOSPC' });
    return watch(path, listener);
  }) as never);
  folders.set(new Set(['a', 'b']));
  folders.set(new Set(['a', 'b']));
  expect(refused).toEqual(['a ENOSPC']);
  writeFileSync(join(root, 'b', 'file'), '');
  await tells('b/file');
});

it('treats a folder that is deleted at the same moment as missing', () => {
  jest.spyOn(fs, 'watch').mockImplementation(() => {
    throw Object.assign(new Error('no'), { code: 'ENOENT' });
  });
  expect(folders.set(new Set(['a']))).toBe(false);
  expect(refused).toEqual([]);
});
