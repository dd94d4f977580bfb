import { rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../testing/temporary-workspace';
import { holdsStrays } from './strays';

const MANIFEST = 'out/.codegen-manifest.json';

let workspace: TemporaryWorkspace;
beforeEach(() => {
  workspace = temporaryWorkspace();
  workspace.write(MANIFEST, { files: { 'a.txt': {}, 'deep/b.txt': {} }, compiled: { 'a.js': {} } });
  for (const path of ['a.txt', 'a.js', 'deep/b.txt']) workspace.write(`out/${path}`, '');
});
afterEach(() => workspace.remove());

const holds = (): boolean => holdsStrays(workspace.root, 'out');

/** As a run leaves the folders. */
function asAfterRun(): void {
  const { mtimeMs } = statSync(join(workspace.root, MANIFEST));
  for (const folder of ['out', 'out/deep']) utimesSync(join(workspace.root, folder), mtimeMs / 1000, mtimeMs / 1000);
}

/** Files have the times of when they were made, and folders of when they were restored. */
function asRestored(): void {
  utimesSync(join(workspace.root, MANIFEST), 1, 1);
}

describe.each([
  ['after a run', asAfterRun],
  ['as Nx restores them', asRestored],
])('output folders %s', (_when, prepare) => {
  beforeEach(prepare);

  it('hold what was generated alone', () => expect(holds()).toBe(false));

  it.each(['mine.txt', 'deep/mine.txt', 'mine/er.txt', '.gitignore', '.codegen-notes'])('hold %s, too', (path) => {
    workspace.write(`out/${path}`, '');
    expect(holds()).toBe(true);
  });

  it.each(['.DS_Store', 'deep/x~', '.codegen-lock/1', '.codegen-staging-1/x'])('do not count %s', (path) => {
    workspace.write(`out/${path}`, '');
    expect(holds()).toBe(false);
  });
});

it('no look at the names is needed where the times tell', () => {
  workspace.write('out/mine.txt', '');
  asAfterRun();
  expect(holds()).toBe(false);
});

it('a folder with no manifest, or a damaged one, is nobody’s', () => {
  workspace.write(MANIFEST, '{');
  asRestored();
  expect(holds()).toBe(true);
  rmSync(join(workspace.root, MANIFEST));
  expect(holds()).toBe(true);
});

it('no folder holds nothing, and a file in its place something', () => {
  expect(holdsStrays(workspace.root, 'none')).toBe(false);
  expect(holdsStrays(workspace.root, 'out/a.txt')).toBe(true);
  expect(holdsStrays(workspace.root, 'out/a.txt/deep')).toBe(true);
});
