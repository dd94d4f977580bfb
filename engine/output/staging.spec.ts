import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { StagedFile } from '../render/job';
import { isInWorkspace, placeProblem, Staging } from './staging';

let workspace: TemporaryWorkspace;
let output: string;
let staging: Staging;
beforeEach(() => {
  workspace = temporaryWorkspace();
  output = join(workspace.root, 'out');
  staging = new Staging(output, '0.0-0a');
});
afterEach(() => workspace.remove());

function staged(path: string, text = path): StagedFile {
  const file = join(staging.folder, path.replaceAll('/', '-'));
  writeFileSync(file, text);
  return { path, staged: file, sha256: `hash of ${path}`, size: 1, mtime: 0, inode: 0 };
}

const journal = (folder = staging.folder): unknown => JSON.parse(readFileSync(join(folder, 'journal.json'), 'utf8'));

describe('Staging', () => {
  test('creates its folder in the output folder', () => {
    expect(staging.folder).toBe(join(output, '.codegen-staging-0.0-0a'));
    expect(readdirSync(output)).toEqual(['.codegen-staging-0.0-0a']);
  });

  test('writes no journal for no files', () => {
    expect(staging.commit([])).toEqual([]);
    expect(readdirSync(staging.folder)).toEqual([]);
  });

  test('moves files into place and journals all files so far', () => {
    workspace.write('out/a/b.ts', 'old');
    expect(staging.commit([staged('a/b.ts'), staged('a/c.ts'), staged('d/e/f.ts')])).toEqual([]);
    expect(['a/b.ts', 'a/c.ts', 'd/e/f.ts'].map((path) => readFileSync(join(output, path), 'utf8'))).toEqual([
      'a/b.ts',
      'a/c.ts',
      'd/e/f.ts',
    ]);
    expect(staging.commit([staged('g.ts')])).toEqual([]);
    expect(journal()).toEqual({
      'a/b.ts': 'hash of a/b.ts',
      'a/c.ts': 'hash of a/c.ts',
      'd/e/f.ts': 'hash of d/e/f.ts',
      'g.ts': 'hash of g.ts',
    });
  });

  test('places the others if the file system refuses one', () => {
    workspace.write('out/file', '');
    workspace.write('out/folder/x', '');
    const unplaced = staging.commit([staged('file/a.ts'), staged('folder'), staged('ok.ts')]);
    expect(unplaced.map(({ path, error }) => [path, error.code])).toEqual([
      ['file/a.ts', 'EEXIST'],
      ['folder', 'EISDIR'],
    ]);
    expect(existsSync(join(output, 'ok.ts'))).toBe(true);
  });

  test('removes a file that exists under another name', () => {
    workspace.write('out/Old.ts', '');
    staging.commit([staged('new.ts')], (path) => (path === 'new.ts' ? 'Old.ts' : undefined));
    expect(readdirSync(output).sort()).toEqual(['.codegen-staging-0.0-0a', 'new.ts']);
    expect(staging.commit([staged('newer.ts')], () => 'gone.ts')).toEqual([]);
  });

  test('passes other errors on', () => {
    const broken = (): never => {
      throw new Error('a bug');
    };
    expect(() => staging.commit([staged('a.ts')], broken)).toThrow('a bug');
  });

  test('is removed with all it contains', () => {
    workspace.write('out/.codegen-staging-0.0-0a/x/y');
    staging.commit([staged('a.ts')]);
    staged('b.ts');
    staging.remove();
    expect(readdirSync(output)).toEqual(['a.ts']);
    staging.remove();
    expect(readdirSync(output)).toEqual(['a.ts']);
  });

  test('keeps the journal under the name of an ended run if no manifest lists the files yet', () => {
    staging.commit([staged('a.ts')]);
    staged('b.ts');
    staging.remove(true);
    const [name, ...others] = readdirSync(output).filter((one) => one !== 'a.ts');
    expect(others).toEqual([]);
    expect(name).toMatch(/^\.codegen-staging-0\.0-[0-9a-f]{8}$/);
    expect(readdirSync(join(output, name!))).toEqual(['journal.json']);
    expect(journal(join(output, name!))).toEqual({ 'a.ts': 'hash of a.ts' });
  });

  test('keeps no journal if nothing was placed', () => {
    staged('b.ts');
    staging.remove(true);
    expect(readdirSync(output)).toEqual([]);
  });
});

describe('placeProblem', () => {
  beforeEach(() => {
    workspace.write('out/a/b/file.ts', '');
    mkdirSync(join(workspace.root, 'elsewhere'));
    symlinkSync(join(workspace.root, 'elsewhere'), join(output, 'a', 'link'));
    symlinkSync(join(workspace.root, 'none'), join(output, 'dangling'));
  });

  test.each([
    ['a/b/file.ts', undefined],
    ['a/b/new.ts', undefined],
    ['new/deep/x.ts', undefined],
    ['dangling', undefined],
    ['a/link', undefined],
    ['a/link/x.ts', 'the folder "a/link" is a link'],
    ['a/link/deep/x.ts', 'the folder "a/link" is a link'],
    ['dangling/x.ts', 'the folder "dangling" is a link'],
    ['a/b/file.ts/x.ts', '"a/b/file.ts" is not a folder'],
    ['a/b', 'it is a folder'],
  ])('of %s: %j', (path, expected) => {
    expect(placeProblem(output, path)).toBe(expected);
  });
});

describe('isInWorkspace', () => {
  test.each([
    ['', true],
    ['out', true],
    ['out/none/deeper', true],
    ['../ws', true],
    ['../ws-other', false],
    ['..', false],
    ['link', false],
    ['link/none', false],
    ['inner', true],
  ])('%j: %j', (path, expected) => {
    mkdirSync(join(workspace.parent, 'ws-other'));
    symlinkSync(join(workspace.parent, 'ws-other'), join(workspace.root, 'link'));
    symlinkSync(output, join(workspace.root, 'inner'));
    expect(isInWorkspace(workspace.root, join(workspace.root, path))).toBe(expected);
  });

  test('everything is in a workspace that is the root folder', () => {
    expect(isInWorkspace('/', output)).toBe(true);
  });
});
