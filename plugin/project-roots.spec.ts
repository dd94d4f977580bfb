import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoots } from './project-roots';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'nx-workflow-roots-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), '{}');
}

test('the walk finds the same projects as the glob', () => {
  for (const file of ['package.json', 'b/project.json', 'b/package.json', 'b/c/d/package.json', 'a/other.json'])
    write(file);
  for (const file of ['node_modules/x/package.json', 'b/node_modules/y/package.json', '.git/project.json']) write(file);
  for (const file of ['.hidden/project.json', 'b/.hidden/project.json', 'node_modules-2/package.json']) write(file);
  mkdirSync(join(root, 'folder/project.json'), { recursive: true });
  symlinkSync(join(root, 'b'), join(root, 'link'));
  mkdirSync(join(root, 'linked'));
  symlinkSync(join(root, 'b/project.json'), join(root, 'linked/project.json'));
  const all = (glob: string): string[] => projectRoots(root, glob, () => false);
  expect(all('**')).toEqual(['.', 'b', 'b/c/d', 'node_modules-2']);
  expect(all('**/')).toEqual(all('**'));
});

test.each(['**', '**/'])('%s matches no ignored folder, and matches the workspace itself', (glob) => {
  for (const file of ['package.json', 'b/package.json', 'b/dist/package.json', 'dist/c/project.json']) write(file);
  expect(projectRoots(root, glob, (path) => /(^|\/)dist\//.test(path))).toEqual(['.', 'b']);
  expect(projectRoots(root, glob, () => true)).toEqual(['.']);
});

test('a missing folder has no projects', () => {
  expect(projectRoots(join(root, 'gone'), '**', () => false)).toEqual([]);
});
