import { rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageImports } from '../../modules/import-closure';
import { sha256 } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { entryOf, IndexFile } from './index-file';
import { packageTools } from './package-tools';

let workspace: TemporaryWorkspace;
beforeEach(() => {
  workspace = temporaryWorkspace();
  workspace.write('node_modules/p/package.json', { name: 'p', version: '1.0.0' });
  workspace.write('node_modules/p/index.js', 'require("q")');
  workspace.write('node_modules/q/package.json', { name: 'q', version: '2.0.0' });
  workspace.write('node_modules/q/index.js', '');
});
afterEach(() => workspace.remove());

const imported = (name: string, from = '.'): PackageImports => ({
  name,
  from,
  imports: [{ specifier: name, kind: 'require' }],
});
const find = (...packages: PackageImports[]) => packageTools(workspace.root, packages, undefined);
const FILES_OF_P = [
  'node_modules/p/index.js',
  'node_modules/p/package.json',
  'node_modules/q/index.js',
  'node_modules/q/package.json',
];

test('no packages have no files', () => {
  expect(find()).toEqual({
    packages: { key: '', versions: {}, files: [], lookups: [], links: [] },
    hashes: new Map(),
  });
});

test('a package is identified by its version and a hash of all files that it loads', () => {
  const { packages, hashes } = find(imported('p'));
  expect(packages.versions).toEqual({ p: expect.stringMatching(/^1\.0\.0\+[0-9a-f]{16}$/) });
  expect(packages.files).toEqual(FILES_OF_P);
  expect(packages.lookups).toContain('node_modules/p/node_modules/q/package.json');
  expect(packages.links).toEqual([]);
  expect([...hashes.keys()].sort()).toEqual(FILES_OF_P);
  expect(hashes.get('node_modules/p/index.js')).toBe(sha256('require("q")'));
});

test('packages are sorted by name, with each version once', () => {
  for (const [folder, version] of [
    ['new', '3.0.0'],
    ['old', '0.9.0'],
  ]) {
    workspace.write(`${folder}/node_modules/p/package.json`, { name: 'p', version });
    workspace.write(`${folder}/node_modules/p/index.js`, '');
  }
  const { versions, files } = find(
    ...['new', 'old', 'new/sub', '.'].map((from) => imported('p', from)),
    imported('a'),
  ).packages;
  expect(Object.entries(versions)).toEqual([
    ['a', expect.stringMatching(/^unknown\+[0-9a-f]{16}$/)],
    ['p', expect.stringMatching(/^0\.9\.0\+[0-9a-f]{16}, 1\.0\.0\+[0-9a-f]{16}, 3\.0\.0\+[0-9a-f]{16}$/)],
  ]);
  expect(files).toEqual([
    'new/node_modules/p/index.js',
    'new/node_modules/p/package.json',
    ...FILES_OF_P,
    'old/node_modules/p/index.js',
    'old/node_modules/p/package.json',
  ]);
});

test('missing package.json files are sorted', () => {
  const { lookups } = find(imported('p', 'sub'), imported('a')).packages;
  expect(lookups).toContain('sub/node_modules/p/package.json');
  expect(lookups).toEqual([...lookups].sort());
});

test('links that lead to packages are listed', () => {
  workspace.write('libs/r/package.json', { name: 'r', version: '1.0.0' });
  workspace.write('libs/r/index.js', '');
  symlinkSync('../libs/r', join(workspace.root, 'node_modules/r'));
  expect(find(imported('r')).packages.links).toEqual([[join(workspace.root, 'node_modules/r'), 'link ../libs/r']]);
});

test('files outside the workspace are relative to it', () => {
  workspace.write('../node_modules/s/package.json', { name: 's', version: '1.0.0' });
  workspace.write('../node_modules/s/index.js', '');
  const { packages, hashes } = find(imported('s'));
  expect(packages.files).toEqual(['../node_modules/s/index.js', '../node_modules/s/package.json']);
  expect(packages.lookups).toContain('node_modules/s/package.json');
  expect(hashes.get('../node_modules/s/index.js')).toBe(sha256(''));
});

describe('the packages of the last run', () => {
  /** Marks recorded packages, to tell them from those that are identified anew. */
  const MARK = { p: 'recorded' };
  const LATER = 4_000_000_000_000;

  function recorded(packages = [imported('p')]) {
    const found = find(...packages);
    const entries = found.packages.files.map((file) => {
      return [file, entryOf(statSync(join(workspace.root, file)), found.hashes.get(file)!)] as const;
    });
    const index = IndexFile.of({ manifest: '' }, new Map(entries));
    return { packages: { ...found.packages, versions: MARK }, index, written: LATER };
  }
  const isReused = (known: ReturnType<typeof recorded>, packages = [imported('p')]): boolean =>
    packageTools(workspace.root, packages, known).packages.versions === MARK;

  test('are reused, with their hashes, while nothing has changed', () => {
    const { hashes } = find(imported('p'));
    const known = recorded();
    expect(packageTools(workspace.root, [imported('p')], known)).toEqual({ packages: known.packages, hashes });
  });

  test('are not reused for other packages or imports', () => {
    const known = recorded();
    expect(isReused(known, [imported('p'), imported('q')])).toBe(false);
    expect(isReused(known, [{ ...imported('p'), imports: [{ specifier: 'p/x', kind: 'require' }] }])).toBe(false);
  });

  test('are not reused if a file was changed, removed or is not in the index', () => {
    const known = recorded();
    expect(isReused({ ...known, index: IndexFile.of({ manifest: '' }, new Map()) })).toBe(false);
    writeFileSync(join(workspace.root, 'node_modules/q/index.js'), 'changed');
    expect(isReused(known)).toBe(false);
    rmSync(join(workspace.root, 'node_modules/q/index.js'));
    expect(isReused(known)).toBe(false);
  });

  test('are not reused if a file was touched when the index was written', () => {
    const known = recorded();
    const times = FILES_OF_P.map((file) => statSync(join(workspace.root, file)));
    const last = Math.max(...times.flatMap(({ mtimeMs, ctimeMs }) => [mtimeMs, ctimeMs]));
    expect(isReused({ ...known, written: last + 1 })).toBe(true);
    expect(isReused({ ...known, written: last })).toBe(false);
  });

  test('are not reused if a missing package.json has appeared', () => {
    const known = recorded();
    workspace.write('node_modules/p/node_modules/q/package.json', { name: 'q', version: '9.0.0' });
    expect(isReused(known)).toBe(false);
  });

  test('are not reused if a link leads elsewhere', () => {
    for (const folder of ['libs/r', 'libs/r2']) {
      workspace.write(`${folder}/package.json`, { name: 'r', version: '1.0.0' });
      workspace.write(`${folder}/index.js`, '');
    }
    const link = join(workspace.root, 'node_modules/r');
    symlinkSync('../libs/r', link);
    const known = recorded([imported('r')]);
    expect(isReused(known, [imported('r')])).toBe(true);
    rmSync(link);
    symlinkSync('../libs/r2', link);
    expect(isReused(known, [imported('r')])).toBe(false);
  });
});
