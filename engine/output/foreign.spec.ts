import { linkSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { RunGraph } from '../graph/run-graph';
import type { StagedFile } from '../render/job';
import { foreignFiles } from './foreign';
import { OwnedFiles } from './owned';

let workspace: TemporaryWorkspace;
let output: string;
let hashed: string[];
beforeEach(() => {
  workspace = temporaryWorkspace();
  output = join(workspace.root, 'out');
  mkdirSync(output);
  hashed = [];
});
afterEach(() => workspace.remove());

const owning = (...files: [path: string, text: string][]): OwnedFiles => {
  const owned = new OwnedFiles();
  for (const [path, text] of files) owned.add(path, sha256(text));
  return owned;
};

function problems(state: string, owned: OwnedFiles, ...paths: string[]) {
  const hashOutput = (path: string): { sha256: string } | undefined => {
    hashed.push(path);
    try {
      return { sha256: sha256(readFileSync(join(output, path))) };
    } catch {
      return undefined;
    }
  };
  const graph = { outputFolder: output, settings: { outputDir: 'out' }, reading: { state }, hashOutput };
  const files = paths.map((path) => ({ path, sha256: sha256('new') }) as StagedFile);
  return foreignFiles(graph as unknown as RunGraph, owned, files);
}

const foreign = (path: string) => ({
  severity: 'error',
  code: 'foreign-file',
  message: 'this file was not written by this target and would be overwritten',
  file: `out/${path}`,
  hint: 'move it away, delete it, or give the target another outputDir',
});

test('free paths are no problem', () => {
  expect(problems('missing', owning(), 'a.ts', 'b/c.ts')).toEqual([]);
});

test.each(['missing', 'ok', 'lost'])('a file of someone else is one (manifest: %s)', (state) => {
  workspace.write('out/a.ts', 'theirs');
  expect(problems(state, owning(['b.ts', 'theirs']), 'a.ts', 'c.ts')).toEqual([foreign('a.ts')]);
});

test('a file with the same bytes is none', () => {
  workspace.write('out/a.ts', 'new');
  expect(problems('missing', owning(), 'a.ts')).toEqual([]);
});

test.each(['ok', 'lost'])('a file of a manifest is ours, whatever its bytes (%s)', (state) => {
  workspace.write('out/a.ts', 'edited');
  expect(problems(state, owning(['a.ts', 'ours']), 'a.ts')).toEqual([]);
  expect(hashed).toEqual([]);
});

test('without a manifest, only bytes that we wrote prove that a file is ours', () => {
  workspace.write('out/a.ts', 'ours');
  workspace.write('out/b.ts', 'edited');
  const owned = owning(['a.ts', 'ours'], ['b.ts', 'ours']);
  expect(problems('missing', owned, 'a.ts', 'b.ts')).toEqual([foreign('b.ts')]);
});

test('a link is replaced only if it is ours', () => {
  symlinkSync(join(output, 'none'), join(output, 'a.ts'));
  expect(problems('missing', owning(['a.ts', 'ours']), 'a.ts')).toEqual([foreign('a.ts')]);
  expect(problems('ok', owning(['a.ts', 'ours']), 'a.ts')).toEqual([]);
});

test('another name of our file on a case-insensitive file system is ours', () => {
  workspace.write('out/Button.ts', 'ours');
  linkSync(join(output, 'Button.ts'), join(output, 'button.ts'));
  expect(problems('ok', owning(['Button.ts', 'ours']), 'button.ts')).toEqual([]);
  expect(problems('ok', owning(['Button.ts', 'other']), 'button.ts')).toEqual([foreign('button.ts')]);
});

test('a place that cannot hold a file is reported, with what is in the way', () => {
  workspace.write('out/folder/x.ts');
  symlinkSync(workspace.parent, join(output, 'link'));
  const blocked = (path: string, why: string) => ({
    severity: 'error',
    code: 'output-place',
    message: `this file cannot be written: ${why}`,
    file: `out/${path}`,
    hint: 'remove what is in the way',
  });
  workspace.write('out/a.ts', 'theirs');
  expect(problems('ok', owning(['folder', 'ours'], ['link/a.ts', 'ours']), 'folder', 'link/a.ts', 'a.ts')).toEqual([
    blocked('folder', 'it is a folder'),
    blocked('link/a.ts', 'the folder "link" is a link'),
    foreign('a.ts'),
  ]);
});

test('a first run with many files finds those of someone else too', () => {
  workspace.write('out/7.ts', 'theirs');
  const paths = Array.from({ length: 32 }, (_, at) => `${at}.ts`);
  expect(problems('missing', owning(), ...paths)).toEqual([foreign('7.ts')]);
  expect(hashed).toEqual(['7.ts']);
});
