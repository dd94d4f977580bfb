import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findProgram } from './find-program';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nx-workflow-'));
  for (const name of ['npx', 'npx.cmd', 'tool.exe', 'only']) writeFileSync(join(folder, name), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const find = (name: string, isWindows: boolean): string =>
  basename(findProgram('/', name, { PATH: `/nowhere:${folder}`, PATHEXT: '.exe;.cmd' }, isWindows));

it.each([
  ['npx', 'npx.cmd'],
  ['npx.cmd', 'npx.cmd'],
  ['tool', 'tool.exe'],
  ['only', ''],
])('on Windows, %s resolves to %j', (name, expected) => {
  expect(find(name, true)).toBe(expected);
});

it('on other systems, only executable files are found', () => {
  expect(find('npx', false)).toBe('');
  chmodSync(join(folder, 'npx'), 0o755);
  expect(find('npx', false)).toBe('npx');
});

it('a path is relative to the folder, regardless of PATH', () => {
  chmodSync(join(folder, 'only'), 0o755);
  expect(findProgram(folder, './only', { PATH: '' }, false)).toBe(join(folder, 'only'));
});
