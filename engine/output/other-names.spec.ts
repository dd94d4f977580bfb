import { linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OtherNames } from './other-names';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nx-workflow-'));
  writeFileSync(join(folder, 'Button.txt'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const other = (path: string): string | undefined => new OtherNames(folder, () => ['Button.txt']).of(path);

it('a path that differs in case leads to the same file where the file system says so', () => {
  linkSync(join(folder, 'Button.txt'), join(folder, 'button.txt'));
  expect(other('button.txt')).toBe('Button.txt');
  expect(other('Button.txt')).toBeUndefined();
});

it('it is another file, or none, where file systems tell case apart', () => {
  expect(other('button.txt')).toBeUndefined();
  writeFileSync(join(folder, 'button.txt'), '');
  expect(other('button.txt')).toBeUndefined();
});
