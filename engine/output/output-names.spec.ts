import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { library } from '../testing/library';
import { endDriver } from '../testing/workspace';
import { OutputNames } from './output-names';

afterAll(endDriver);

const root = mkdtempSync(join(tmpdir(), 'nx-workflow-names-'));
const output = join(root, 'out');

beforeAll(() => {
  mkdirSync(join(output, 'docs', 'deep'), { recursive: true });
  mkdirSync(join(root, 'elsewhere'));
  symlinkSync(join(root, 'elsewhere'), join(output, 'link'));
  for (const path of ['a.ts', 'docs/Page.md', 'docs/é.md']) writeFileSync(join(output, path), '');
});
afterAll(() => rmSync(root, { recursive: true }));

it.each(['b.ts', 'docs/other.md', 'docs/deep/a.ts', 'new/a.ts', 'new/deep/a.ts', 'docs/deep/er/a.ts'])(
  'the path %s is free',
  (path) => expect(new OutputNames(output).isFree(path)).toBe(true),
);

it.each([
  ['a.ts', 'the file itself'],
  ['docs', 'a folder'],
  ['docs/page.md', 'the same file on some systems'],
  ['docs/e\u0301.md', 'the same letters, composed in another way'],
  ['Docs/new.md', 'the same folder on some systems'],
  ['link', 'a link'],
  ['link/new.md', 'a link on the way'],
  ['a.ts/new.md', 'a file on the way'],
])('something may be at %s: %s', (path) => expect(new OutputNames(output).isFree(path)).toBe(false));

it('reports no path as free in a folder that cannot be read', () => {
  expect(new OutputNames(join(root, 'none')).isFree('a.ts')).toBe(false);
});

it('a first run with many files overwrites no existing file and stays in the output folder', async () => {
  const workspace = library(12);
  workspace.write({ 'generated/pattern03.js': 'mine\n' });
  symlinkSync(join(root, 'elsewhere'), join(workspace.output, 'docs'));
  const before = workspace.outputs();
  const { output } = await workspace.run();
  expect(output).toContain(
    'generated/pattern03.js error foreign-file: this file was not written by this target and would be overwritten\n',
  );
  expect(output).toContain(
    'generated/docs/pattern03.md error output-place: this file cannot be written: the folder "docs" is a link\n',
  );
  expect(workspace.outputs()).toEqual(before);
  workspace.dispose();
});
