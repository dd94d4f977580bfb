import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { Settings } from '../settings';
import { declaredFiles, otherDeclaredFiles } from './declared-files';
import { declaredInputs } from './declared-inputs';
import { ObservedPaths } from './observed-paths';

let workspace: TemporaryWorkspace;
beforeAll(() => {
  workspace = temporaryWorkspace();
  const files = [
    'b.ts',
    'a.ts',
    'a.md',
    'sub/c.ts',
    'sub/.hidden.ts',
    'node_modules/p/d.ts',
    'sub/node_modules/q/e.ts',
  ];
  const left = ['.git/f.ts', '.nx/g.ts', 'sub/.nx/g.ts', 'out/h.ts', 'sub/out/i.ts', 'ignored.ts', 'sub/deep/j.ts'];
  for (const path of [...files, ...left]) workspace.write(`lib/${path}`, '');
  symlinkSync('sub', join(workspace.root, 'lib/linked'));
  workspace.write('.gitignore', 'ignored.ts\n');
});
afterAll(() => workspace.remove());

const declare = (...inputs: readonly unknown[]) =>
  declaredInputs({ inputs, namedInputs: {}, projectRoot: 'lib', dependencyRoots: [] });

function filesOf(inputs: readonly unknown[], observed?: ObservedPaths): string[] {
  return declaredFiles({ workspaceRoot: workspace.root, outputDir: 'lib/out' }, declare(...inputs), observed);
}

const ALL = [
  'lib/a.md',
  'lib/a.ts',
  'lib/b.ts',
  'lib/sub/.hidden.ts',
  'lib/sub/c.ts',
  'lib/sub/deep/j.ts',
  'lib/sub/out/i.ts',
];

test.each<[input: unknown, files: readonly string[]]>([
  ['{projectRoot}/**/*', ALL],
  ['{projectRoot}/**', ALL],
  ['{projectRoot}', ALL],
  ['{projectRoot}/sub/*/*', ['lib/sub/deep/j.ts', 'lib/sub/out/i.ts']],
  ['{projectRoot}/?.ts', ['lib/a.ts', 'lib/b.ts']],
  ['{projectRoot}/**/?.ts', ['lib/a.ts', 'lib/b.ts', 'lib/sub/c.ts', 'lib/sub/deep/j.ts', 'lib/sub/out/i.ts']],
  ['{projectRoot}/{b,sub/{c,x}}.ts', ['lib/b.ts', 'lib/sub/c.ts']],
  ['{projectRoot}/{a,sub}/**', ['lib/sub/.hidden.ts', 'lib/sub/c.ts', 'lib/sub/deep/j.ts', 'lib/sub/out/i.ts']],
  [{ fileset: '{projectRoot}/*.ts', includeIgnored: true }, ['lib/a.ts', 'lib/b.ts', 'lib/ignored.ts']],
  ['{projectRoot}/a.ts', ['lib/a.ts']],
  ['{projectRoot}/a.ts/?', []],
  ['{projectRoot}/none', []],
  ['{projectRoot}/su?', []],
  ['{projectRoot}/l?nked/*', []],
])('the files of %j', (input, files) => {
  expect(filesOf([input])).toEqual(files);
});

test('the files of several inputs are sorted', () => {
  expect(filesOf(['{projectRoot}/sub/*.ts', '{projectRoot}/b.ts', '{projectRoot}/a.ts'])).toEqual([
    'lib/a.ts',
    'lib/b.ts',
    'lib/sub/.hidden.ts',
    'lib/sub/c.ts',
  ]);
});

test('exclusions of the target apply', () => {
  expect(filesOf(['{projectRoot}/*', '!{projectRoot}/*.md'])).toEqual(['lib/a.ts', 'lib/b.ts']);
});

test('listed folders and files with ignore rules are observed', () => {
  const observed = new ObservedPaths();
  filesOf(['{projectRoot}/sub/**/*.ts'], observed);
  const paths = observed.all.map(([path]) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['lib/sub', 'lib/sub/deep', '.gitignore'].map((path) => join(workspace.root, path))),
  );
});

test('a glob that needs a general matcher makes the observation incomplete', () => {
  const observed = new ObservedPaths();
  const incomplete = jest.spyOn(observed, 'markIncomplete');
  filesOf(['{projectRoot}/**/*.ts', '{projectRoot}/**', '{projectRoot}/{b,sub/{c,x}}.ts'], observed);
  expect(incomplete).toHaveBeenCalledTimes(0);
  filesOf(['{projectRoot}/?.ts'], observed);
  expect(incomplete).toHaveBeenCalledTimes(1);
});

describe('otherDeclaredFiles', () => {
  function othersOf(options: Partial<Settings>): string[] {
    const none = { patterns: [], templates: [], partials: [], emits: [], workspaceRoot: workspace.root };
    const settings = { ...none, outputDir: 'lib/out', ...options } as unknown as Settings;
    return otherDeclaredFiles(settings, declare('{projectRoot}/**/*'));
  }

  test.each<[options: Partial<Settings>, left: readonly string[]]>([
    [{}, []],
    [{ patterns: ['lib/*.ts'] }, ['lib/a.ts', 'lib/b.ts']],
    [{ patterns: ['lib/*.ts', '!lib/b.ts'] }, ['lib/a.ts']],
    [{ templates: ['lib/sub/*.ts'] }, ['lib/sub/c.ts']],
    [{ partials: ['lib/*.md'] }, ['lib/a.md']],
    [{ patterns: ['lib/*.ts', '!lib/b.ts'], templates: ['lib/b.ts'] }, ['lib/a.ts', 'lib/b.ts']],
    [{ schema: 'lib/a.md', helpers: 'lib/sub/.hidden.ts' }, ['lib/a.md', 'lib/sub/.hidden.ts']],
  ])('leaves out what %j select', (options, left) => {
    expect(othersOf(options)).toEqual(ALL.filter((path) => !left.includes(path)));
  });
});
