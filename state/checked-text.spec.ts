import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCheckedText, writeCheckedText } from './checked-text';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nx-workflow-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const path = (): string => join(folder, 'a.txt');

test.each(['', 'one line', 'two\nlines\n', '\n'])('%j comes back', (text) => {
  writeCheckedText(path(), text);
  expect(readCheckedText(path())).toBe(text);
});

test.each<[string, (whole: string) => string]>([
  ['a changed character', (whole) => whole.replace('lines', 'limes')],
  ['a missing end', (whole) => whole.slice(0, -1)],
  ['only the checksum', (whole) => whole.split('\n', 1)[0] ?? ''],
  ['no checksum', () => 'two\nlines\n'],
  ['an empty file', () => ''],
])('damaged: %s', (_what, damage) => {
  writeCheckedText(path(), 'two\nlines\n');
  writeFileSync(path(), damage(readFileSync(path(), 'utf8')));
  expect(readCheckedText(path())).toBeUndefined();
});

test('a missing file is an error of the file system', () => {
  expect(() => readCheckedText(path())).toThrow('ENOENT');
});
