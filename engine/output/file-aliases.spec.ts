import { linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileAliases } from './file-aliases';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nx-workflow-'));
  writeFileSync(join(folder, 'Button.txt'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const other = (path: string): string | undefined => new FileAliases(folder, () => ['Button.txt']).of(path);

it('finds a name that differs in case if both lead to the same file', () => {
  linkSync(join(folder, 'Button.txt'), join(folder, 'button.txt'));
  expect(other('button.txt')).toBe('Button.txt');
  expect(other('Button.txt')).toBeUndefined();
});

it('finds none on a case-sensitive file system', () => {
  expect(other('button.txt')).toBeUndefined();
  writeFileSync(join(folder, 'button.txt'), '');
  expect(other('button.txt')).toBeUndefined();
});
