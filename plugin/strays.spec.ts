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

/** Sets times as after a run. */
function asAfterRun(): void {
  const { mtimeMs } = statSync(join(workspace.root, MANIFEST));
  for (const folder of ['out', 'out/deep']) utimesSync(join(workspace.root, folder), mtimeMs / 1000, mtimeMs / 1000);
}

/** Sets times as after a cache hit: files keep the times of their creation, folders have that of the restore. */
function asRestored(): void {
  utimesSync(join(workspace.root, MANIFEST), 1, 1);
}

describe.each([
  ['after a run', asAfterRun],
  ['as Nx restores them', asRestored],
])('output folders %s', (_when, prepare) => {
  beforeEach(prepare);

  it('contain generated files only', () => expect(holds()).toBe(false));

  it.each(['mine.txt', 'deep/mine.txt', 'mine/er.txt', '.gitignore', '.codegen-notes'])(
    'contain %s as a stray',
    (path) => {
      workspace.write(`out/${path}`, '');
      expect(holds()).toBe(true);
    },
  );

  it.each(['.DS_Store', 'deep/x~', '.codegen-lock/1', '.codegen-staging-1/x'])('do not count %s as a stray', (path) => {
    workspace.write(`out/${path}`, '');
    expect(holds()).toBe(false);
  });
});

it('does not read names if the times suffice', () => {
  workspace.write('out/mine.txt', '');
  asAfterRun();
  expect(holds()).toBe(false);
});

it('counts every file as a stray without a readable manifest', () => {
  workspace.write(MANIFEST, '{');
  asRestored();
  expect(holds()).toBe(true);
  rmSync(join(workspace.root, MANIFEST));
  expect(holds()).toBe(true);
});

it('finds no strays in a missing folder, and one if a file is in its place', () => {
  expect(holdsStrays(workspace.root, 'none')).toBe(false);
  expect(holdsStrays(workspace.root, 'out/a.txt')).toBe(true);
  expect(holdsStrays(workspace.root, 'out/a.txt/deep')).toBe(true);
});
