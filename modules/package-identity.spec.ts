import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type PackageIdentity, packageIdentities } from './package-identity';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-')));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>, under = root): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(under, path)), { recursive: true });
    writeFileSync(join(under, path), text);
  }
}

const FILES = {
  'node_modules/outer/package.json': '{ "name": "outer", "version": "1.2.3" }',
  'node_modules/outer/index.js': "require('./lib/part'); require('inner'); require('optional')",
  'node_modules/outer/lib/part.js': '',
  'node_modules/outer/unused.js': '',
  'node_modules/inner/package.json':
    '{ "name": "inner", "version": "4.0.0", "exports": { "import": "./i.mjs", "require": "./r.cjs" } }',
  'node_modules/inner/i.mjs': '',
  'node_modules/inner/r.cjs': '',
};

function identity(name = 'outer', from = '.', under = root): PackageIdentity {
  return packageIdentities(under, [{ name, from }])[0]!;
}

test('an identity has the version, the files at any depth, and the lookups of missing packages', () => {
  write(FILES);
  expect(identity('outer', 'libs/a')).toEqual({
    name: 'outer',
    from: 'libs/a',
    version: '1.2.3',
    sha256: expect.stringMatching(/^[\da-f]{64}$/),
    files: [
      'node_modules/inner/package.json',
      'node_modules/inner/r.cjs',
      'node_modules/outer/index.js',
      'node_modules/outer/lib/part.js',
      'node_modules/outer/package.json',
    ],
    hashes: expect.any(Map),
    lookups: expect.arrayContaining([
      'libs/a/node_modules/outer/package.json',
      'libs/node_modules/outer/package.json',
      'node_modules/optional/package.json',
      'node_modules/outer/node_modules/inner/package.json',
    ]),
  });
});

test.each<[string, Record<string, string>, boolean]>([
  ['a file of it is patched', { 'node_modules/outer/lib/part.js': 'patched' }, true],
  ['a file of what it requires is patched', { 'node_modules/inner/r.cjs': 'patched' }, true],
  [
    'what it requires is upgraded',
    { 'node_modules/inner/package.json': FILES['node_modules/inner/package.json'].replace('4.0.0', '4.0.1') },
    true,
  ],
  [
    'its exports lead to another file of the same bytes',
    { 'node_modules/inner/package.json': FILES['node_modules/inner/package.json'].replace('r.cjs', 'i.mjs') },
    true,
  ],
  [
    'its files become ES modules',
    { 'node_modules/outer/package.json': '{ "name": "outer", "version": "1.2.3", "type": "module" }' },
    true,
  ],
  ['another version lies nearer', { 'node_modules/outer/node_modules/inner/index.js': '' }, true],
  ['an optional package is installed', { 'node_modules/optional/index.js': '' }, true],
  [
    'a file that it does not load changes',
    { 'node_modules/outer/unused.js': 'x', 'node_modules/inner/i.mjs': 'x' },
    false,
  ],
  [
    'a field that decides nothing changes',
    { 'node_modules/outer/package.json': '{ "name": "outer", "version": "1.2.3", "scripts": {} }' },
    false,
  ],
])('where %s, the hash tells so: %s, %s', (_what, change, isOther) => {
  write(FILES);
  const before = identity().sha256;
  write(change);
  expect(identity().sha256 !== before).toBe(isOther);
});

test('two checkouts have the same identity', () => {
  write(FILES, join(root, 'one'));
  write(FILES, join(root, 'deeper/two'));
  const [one, two] = [join(root, 'one'), join(root, 'deeper/two')].map((under) => identity('outer', '.', under));
  expect([one?.sha256, one?.files]).toEqual([two?.sha256, two?.files]);
});

test('the imports count, by their syntax', () => {
  write(FILES);
  const files = (kind: 'import' | 'require', specifier: string): readonly string[] =>
    packageIdentities(root, [{ name: specifier.split('/')[0]!, from: '.', imports: [{ specifier, kind }] }])[0]!.files;
  expect(files('import', 'inner')).toEqual(['node_modules/inner/i.mjs', 'node_modules/inner/package.json']);
  expect(files('require', 'inner')).toEqual(['node_modules/inner/package.json', 'node_modules/inner/r.cjs']);
  expect(files('require', 'outer/unused')).toEqual(['node_modules/outer/package.json', 'node_modules/outer/unused.js']);
});

test('a package that is not installed is unknown, and its lookups are recorded', () => {
  expect(identity('none')).toMatchObject({
    version: 'unknown',
    files: [],
    lookups: expect.arrayContaining(['node_modules/none/package.json']),
  });
});

test('linked packages are found, and may import each other in a cycle', () => {
  write({
    'node_modules/.pnpm/a@1/node_modules/a/package.json': '{ "name": "a", "version": "1.0.0", "main": "a" }',
    'node_modules/.pnpm/a@1/node_modules/a/a.js': "require('b')",
    'node_modules/.pnpm/b@2/node_modules/b/index.js': "require('a')",
  });
  symlinkSync(join(root, 'node_modules/.pnpm/a@1/node_modules/a'), join(root, 'node_modules/a'));
  symlinkSync(join(root, 'node_modules/.pnpm/b@2/node_modules/b'), join(root, 'node_modules/.pnpm/a@1/node_modules/b'));
  symlinkSync(join(root, 'node_modules/.pnpm/a@1/node_modules/a'), join(root, 'node_modules/.pnpm/b@2/node_modules/a'));
  const { version, files } = identity('a');
  expect(version).toBe('1.0.0');
  expect(files).toEqual(
    expect.arrayContaining([
      'node_modules/.pnpm/a@1/node_modules/a/a.js',
      'node_modules/.pnpm/b@2/node_modules/b/index.js',
      'node_modules/a/package.json',
    ]),
  );
});

test('a file of more than two megabytes is hashed, but not scanned for imports', () => {
  const large = `require('./part');${' '.repeat(2 * 1024 * 1024)}`;
  write({ 'node_modules/large/index.js': large, 'node_modules/large/part.js': '' });
  const before = identity('large');
  expect(before.files).toEqual(['node_modules/large/index.js']);
  write({ 'node_modules/large/index.js': `${large} ` });
  expect(identity('large').sha256).not.toBe(before.sha256);
});

test('the hashes are those of the readable files', () => {
  write({ ...FILES, 'node_modules/outer/index.js': "require('./pipe.js'); require('./lib/part')" });
  const without = identity().sha256;
  execFileSync('mkfifo', [join(root, 'node_modules/outer/pipe.js')]);
  const { files, hashes, sha256 } = identity();
  expect(files).toEqual([
    'node_modules/outer/index.js',
    'node_modules/outer/lib/part.js',
    'node_modules/outer/package.json',
  ]);
  expect([...hashes.keys()].sort()).toEqual(files);
  expect(sha256).toBe(without);
});

test('a file that cannot be read differs from an empty one and from a missing one', () => {
  write({ 'node_modules/outer/package.json': '{ "main": "main.js" }', 'node_modules/outer/main.js': '' });
  const empty = identity();
  expect([...empty.hashes.keys()].sort()).toEqual(['node_modules/outer/main.js', 'node_modules/outer/package.json']);
  rmSync(join(root, 'node_modules/outer/main.js'));
  const missing = identity();
  expect(new Set([empty.sha256, missing.sha256]).size).toBe(2);
});

test('names and versions that are no texts count as missing', () => {
  write({ 'node_modules/outer/package.json': '{}', 'node_modules/outer/index.js': '' });
  const { sha256 } = identity();
  write({ 'node_modules/outer/package.json': '{ "name": 7, "version": [1] }' });
  expect(identity()).toMatchObject({ version: 'unknown', sha256 });
  write({ 'node_modules/outer/package.json': '{ "version": "1" }' });
  expect(identity().sha256).not.toBe(sha256);
});

test('imports are followed in files of up to 2 MiB', () => {
  const code = "require('./part')\n//";
  const files = (size: number): readonly string[] => {
    write({
      'node_modules/outer/package.json': '{}',
      'node_modules/outer/index.js': code.padEnd(size, '-'),
      'node_modules/outer/part.js': '',
    });
    return identity().files;
  };
  expect(files(2 * 1024 * 1024)).toContain('node_modules/outer/part.js');
  expect(files(2 * 1024 * 1024 + 1)).not.toContain('node_modules/outer/part.js');
});

test('the order of the imports does not count', () => {
  write(FILES);
  const imports = ['outer', 'outer/unused'].map((specifier) => ({ specifier, kind: 'require' as const }));
  const hashOf = (list: typeof imports): string =>
    packageIdentities(root, [{ name: 'outer', from: '.', imports: list }])[0]!.sha256;
  expect(hashOf(imports.toReversed())).toBe(hashOf(imports));
});

test('the version of a package counts for its files below a package.json of their own', () => {
  const json = { name: 'inner', version: '4.0.0', main: './lib/r.cjs' };
  write({
    ...FILES,
    'node_modules/inner/package.json': JSON.stringify(json),
    'node_modules/inner/lib/package.json': '{ "type": "commonjs" }',
    'node_modules/inner/lib/r.cjs': '',
  });
  const before = identity().sha256;
  write({ 'node_modules/inner/package.json': JSON.stringify({ ...json, version: '4.0.1' }) });
  expect(identity().sha256).not.toBe(before);
});
