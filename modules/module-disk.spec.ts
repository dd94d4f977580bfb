import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from '../state/hash';
import { linkTarget, pathState } from './path-state';
import { isMissing, ModuleDisk } from './module-disk';

let root: string;
let refused: string[];
let disk: ModuleDisk;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-')));
  refused = [];
  disk = ModuleDisk.create(({ code }) => refused.push(`${code}`));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (path: string): string => join(root, path);

function write(path: string, text = ''): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

function pipe(path: string): void {
  execFileSync('mkfifo', [at(path)]);
}

describe('a lookup of a path', () => {
  it('returns the kind, and follows no link', () => {
    write('file');
    pipe('pipe');
    symlinkSync('none', at('link'));
    expect(['file', '.', 'pipe', 'link', 'none', 'file/none'].map((path) => pathState(at(path)))).toEqual([
      'file',
      'folder',
      'other',
      'link none',
      null,
      null,
    ]);
    expect(pathState(at('x'.repeat(300)))).toBe('error ENAMETOOLONG');
  });

  it('has a target only for a link', () => {
    expect(['link ../a', 'file', null, [1, 2, 3, 4] as const].map((found) => linkTarget(found))).toEqual([
      '../a',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the kind of a path', () => {
  it('is a file or a folder, links followed, each place once', () => {
    write('a/file.js');
    symlinkSync('a', at('folder-link'));
    symlinkSync('folder-link/file.js', at('file-link'));
    symlinkSync('nowhere', at('broken'));
    expect(
      ['a', 'folder-link', 'a/file.js', 'file-link', 'broken', 'none', 'a/file.js/x'].map((one) => disk.kind(at(one))),
    ).toEqual(['folder', 'folder', 'file', 'file', undefined, undefined, undefined]);
    expect(disk.real(at('file-link'))).toBe(at('a/file.js'));
    expect(disk.real(at('folder-link/none'))).toBe(at('a/none'));
    expect([disk.isFile(at('a')), disk.isFile(at('file-link'))]).toEqual([false, true]);
    rmSync(at('a/file.js'));
    expect(disk.isFile(at('file-link'))).toBe(true);
    expect(refused).toEqual([]);
  });

  it('is undefined for a file with a trailing slash', () => {
    write('file.js');
    expect(disk.kind(`${at('file.js')}/`)).toBeUndefined();
    expect(disk.kind(`${root}/`)).toBe('folder');
  });

  it('is undefined for cyclic links, or too many', () => {
    symlinkSync('b', at('a'));
    symlinkSync('a', at('b'));
    expect(disk.kind(at('a'))).toBeUndefined();
    expect(refused).toEqual(['ELOOP']);
  });

  it('is reported once for something that would block', () => {
    pipe('pipe.js');
    expect([disk.kind(at('pipe.js')), disk.kind(at('pipe.js'))]).toEqual([undefined, undefined]);
    expect(refused).toEqual(['EFTYPE']);
  });

  it('is recorded with all lookups on the way', () => {
    write('a/file.js');
    symlinkSync('a', at('link'));
    disk.kind(at('link/file.js'));
    disk.kind(at('none/x'));
    const lookups = Object.fromEntries([...disk.lookups].filter(([path]) => path.startsWith(`${root}/`)));
    expect(lookups).toEqual({
      [at('link')]: 'link a',
      [at('a')]: 'folder',
      [at('a/file.js')]: 'file',
      [at('none')]: null,
    });
    expect(disk.lookups.get(root)).toBe('folder');
  });
});

describe('a package.json', () => {
  it('is read once for all links to its folder, and its stat numbers are recorded', () => {
    write('a/package.json', '{ "name": "a" }');
    symlinkSync('a', at('link'));
    expect(disk.packageJson(at('a'))).toEqual({ name: 'a' });
    const { size, mtimeMs, ctimeMs, ino } = statSync(at('a/package.json'));
    expect(disk.lookups.get(at('a/package.json'))).toEqual([size, mtimeMs, ctimeMs, ino]);
    write('a/package.json', '{}');
    expect(disk.packageJson(at('link'))).toEqual({ name: 'a' });
    expect([...disk.packageLookups.found]).toEqual([
      [at('a/package.json'), sha256('{ "name": "a" }')],
      [at('link/package.json'), sha256('{ "name": "a" }')],
    ]);
  });

  it('has no fields if it is not an object, and is missing if it is not a file', () => {
    ['{', '7', 'null'].forEach((text, index) => write(`${index}/package.json`, text));
    mkdirSync(at('folder/package.json'), { recursive: true });
    expect(['0', '1', '2', 'folder', 'none'].map((folder) => disk.packageJson(at(folder)))).toEqual([
      {},
      {},
      {},
      undefined,
      undefined,
    ]);
    expect([...disk.packageLookups.missing]).toEqual([at('folder/package.json'), at('none/package.json')]);
    expect(refused).toEqual([]);
  });

  it('is unreadable if it is a pipe', () => {
    mkdirSync(at('a'));
    pipe('a/package.json');
    expect(disk.packageJson(at('a'))).toBe('unreadable');
    expect([...disk.packageLookups.found]).toEqual([[at('a/package.json'), '']]);
    expect(refused).toEqual(['EFTYPE']);
  });

  it('is read once, with separate lists of lookups', () => {
    write('package.json', '{ "name": "a" }');
    const own = disk.withOwnPackageLookups();
    expect(own.packageJson(root)).toEqual({ name: 'a' });
    expect([own.packageLookups.found.size, disk.packageLookups.found.size]).toEqual([1, 0]);
    write('package.json', '{}');
    expect(disk.packageJson(root)).toEqual({ name: 'a' });
    expect(own.lookups).toBe(disk.lookups);
  });
});

test('errors that mean that a file is missing', () => {
  const codes = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', undefined];
  expect(codes.map((code) => isMissing({ code }))).toEqual([true, true, true, false, false]);
});
