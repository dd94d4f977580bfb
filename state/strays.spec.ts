import { existsSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MANIFEST_NAME } from './manifest-name';
import { findStrays, foldersOf } from './strays';

// A file system gives names in any order.
jest.mock('node:fs', () => {
  const fs = jest.requireActual<typeof import('node:fs')>('node:fs');
  const readdirSync = (path: string): unknown[] => fs.readdirSync(path, { withFileTypes: true }).reverse();
  return { ...fs, readdirSync };
});

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nx-workflow-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (...paths: string[]): void => {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
};

const strays = (...ours: string[]): readonly string[] => findStrays(folder, new Set(ours));

test('foreign files, sorted; a folder without a file of ours is one of them', () => {
  write('b.ts', 'a.ts', 'own/c.ts', 'own/d.ts', 'other/x/y.ts', 'other/z.ts');
  expect(strays('a.ts', 'own/c.ts')).toEqual(['b.ts', 'other/', 'own/d.ts']);
});

test('the manifest, files of runs and litter are no foreign files; only in the output folder itself', () => {
  write(MANIFEST_NAME, '.codegen-lock', '.codegen-staging-1/a', '.DS_Store', 'a.ts~', 'own/a.ts');
  expect(strays('own/a.ts')).toEqual([]);
  write(`own/${MANIFEST_NAME}`, 'own/.DS_Store');
  expect(strays('own/a.ts')).toEqual(['own/.codegen-manifest.json']);
});

test('a file in the place of a folder of ours, and a folder in the place of a file, are left to another check', () => {
  write('own', 'a.ts/x');
  expect(strays('own/a.ts', 'a.ts')).toEqual([]);
});

test('another name of our own file, as on a case-insensitive file system', () => {
  write('fade.ts', 'glow.ts', 'Glow.ts');
  const isCaseSensitive = !existsSync(join(folder, 'FADE.ts'));
  if (isCaseSensitive) linkSync(join(folder, 'fade.ts'), join(folder, 'Fade.ts'));
  expect(strays('fade.ts', 'glow.ts')).toEqual(isCaseSensitive ? ['Glow.ts'] : []);
});

test('a missing folder has none', () => {
  rmSync(folder, { recursive: true });
  expect(strays()).toEqual([]);
  mkdirSync(folder);
});

test('the folders of files', () => {
  expect([...foldersOf(['a/b/c.ts', 'a/d.ts', 'e.ts'], ['f'])].sort()).toEqual(['', 'a', 'a/b', 'f']);
});

test('a file beside a folder without files of ours, and one inside of a folder with some', () => {
  write('own/deep/c.ts', 'own/deep/x/y.ts', 'own/z.ts');
  expect(strays('own/deep/c.ts')).toEqual(['own/deep/x/', 'own/z.ts']);
});

test('a folder of litter alone is no stray', () => {
  write('own/a.ts', 'own/cache/.DS_Store', 'own/cache/desktop.ini');
  expect(strays('own/a.ts')).toEqual([]);
});

test('a folder that cannot be read is an error', () => {
  write('file');
  expect(findStrays(join(folder, 'file'), new Set())).toEqual([]);
  expect(() => findStrays(`${folder}\0`, new Set())).toThrow('null bytes');
});
