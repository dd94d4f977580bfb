import { temporaryWorkspace, type TemporaryWorkspace } from '../testing/temporary-workspace';
import { ignoredFiles } from './ignored-files';

let workspace: TemporaryWorkspace;
beforeEach(() => (workspace = temporaryWorkspace()));
afterEach(() => workspace.remove());

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) workspace.write(path, text);
};

test('rules of the root and of the folders below it; the nearest wins', () => {
  write({
    '.gitignore': 'dist\n/top\n*.log\n!keep.log\n# a comment\n',
    'libs/a/.gitignore': '!dist\nown/\n',
    '.git/info/exclude': 'mine.txt\n',
  });
  const { isIgnored, files } = ignoredFiles(workspace.root);
  const ignored = [
    'dist/a.js', 'libs/b/dist/x/a.js', 'libs/a/dist/a.js', 'top/x', 'libs/top/x', 'a.log', 'x/keep.log',
    'libs/a/own/x', 'libs/a/own', 'libs/b/own/x', 'x/mine.txt', 'src/a.ts',
  ].filter(isIgnored); // prettier-ignore
  expect(ignored).toEqual(['dist/a.js', 'libs/b/dist/x/a.js', 'top/x', 'a.log', 'libs/a/own/x', 'x/mine.txt']);
  expect(files).toEqual(['.gitignore', '.git/info/exclude', 'libs/a/.gitignore']);
});

test('.nxignore wins over .gitignore', () => {
  write({ '.gitignore': 'dist\n', '.nxignore': '!libs/a/dist\nsecret\n' });
  const { isIgnored } = ignoredFiles(workspace.root);
  expect(['libs/a/dist/x', 'libs/b/dist/x', 'secret/x', 'other'].filter(isIgnored)).toEqual([
    'libs/b/dist/x',
    'secret/x',
  ]);
});

test('a file in an ignored folder cannot be re-included', () => {
  write({ '.gitignore': 'dist/\n!dist/a.js\n' });
  expect(ignoredFiles(workspace.root).isIgnored('dist/a.js')).toBe(true);
});

test('a workspace without ignore files', () => {
  const { isIgnored, mayMatch, files } = ignoredFiles(workspace.root);
  expect([isIgnored('a/b'), mayMatch('**'), files]).toEqual([false, false, []]);
});

test.each([
  ['libs/a/specs/*.yaml', false],
  ['libs/a/specs/**/*.yaml', true], // by "dist" at any depth
  ['libs/a/specs/*/x.yaml', true],
  ['dist/**/*.yaml', true],
  ['libs/a/dist/x.yaml', true],
  ['libs/a/*', true],
  ['top/*', true],
  ['libs/top/*.md', false],
  ['libs/b/gen/*.md', false],
  ['libs/a/gen/*.md', true], // by the ignore file in libs/a
  ['libs/**/*.md', true],
  ['libs/a/x.log', true],
  ['libs/a/*.md', false],
  ['node_modules/x/*.md', true],
  ['libs/b/**/*.css', true],
])('a glob that may match ignored files: %s: %s', (glob, expected) => {
  write({ '.gitignore': 'node_modules\n.nx\ndist\n/top\n*.log\n', 'libs/a/.gitignore': '/gen/\n' });
  expect(ignoredFiles(workspace.root).mayMatch(glob)).toBe(expected);
});

test('a rule for files does not apply to folders', () => {
  write({ '.gitignore': '*.log\n.env\ncache.d/\n' });
  const { mayMatch } = ignoredFiles(workspace.root);
  expect(['a/**/*.md', 'a/*.log', 'a/.env/*.md'].map(mayMatch)).toEqual([true, true, true]);
  write({ '.gitignore': '*.log\n' });
  expect(ignoredFiles(workspace.root).mayMatch('a/**/*.md')).toBe(false);
});

test('an anchored rule of a folder applies to that folder only', () => {
  write({ 'libs/a/.gitignore': '/gen\n' });
  const { isIgnored } = ignoredFiles(workspace.root);
  expect(['libs/a/gen', 'libs/a/gen/x', 'libs/a/b/gen', 'gen'].filter(isIgnored)).toEqual([
    'libs/a/gen',
    'libs/a/gen/x',
  ]);
});

test('spaces after a rule do not belong to it', () => {
  write({ '.gitignore': 'dist  \r\n' });
  const { isIgnored, mayMatch } = ignoredFiles(workspace.root);
  expect([isIgnored('dist/a'), mayMatch('libs/dist')]).toEqual([true, true]);
});

test('a path outside of the workspace is not ignored', () => {
  write({ '.gitignore': 'dist\n' });
  expect(ignoredFiles(workspace.root).isIgnored('../other/a')).toBe(false);
});

test('rules for folders do not match files of the same name', () => {
  write({ '.gitignore': 'cache/\n*.d/\n.env\n' });
  const { isIgnored, mayMatch } = ignoredFiles(workspace.root);
  expect(['a/cache', 'a/x.d', 'a/cache/b', 'a/x.d/b', '.env/b'].map(mayMatch)).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
  expect(['a/cache', 'a/cache/b'].map(isIgnored)).toEqual([false, true]);
});

test('node_modules, .git and .nx do not count for a glob, because no search leads there', () => {
  write({ '.gitignore': 'node_modules\n/.git/\n.nx/\nlibs/node_modules\n' });
  const { isIgnored, mayMatch } = ignoredFiles(workspace.root);
  expect(['**/*.md', 'libs/**', '*/.nx/*'].map(mayMatch)).toEqual([false, false, false]);
  expect(['node_modules/a', '.nx/a', 'libs/node_modules/a'].map(isIgnored)).toEqual([true, true, true]);
});

test("rules of git's own exclude file count for a glob", () => {
  write({ '.git/info/exclude': 'mine\n/top\n' });
  const { mayMatch } = ignoredFiles(workspace.root);
  expect(['a/mine/*.md', 'top/*', 'a/top', 'a/other/*.md'].map(mayMatch)).toEqual([true, true, false, false]);
});

test('a folder re-included by a rule for folders', () => {
  write({ '.gitignore': 'dist/\n', 'libs/a/.gitignore': '!dist/\n', 'libs/b/.gitignore': '!dist/x\n' });
  const { isIgnored } = ignoredFiles(workspace.root);
  expect(['libs/a/dist/x', 'libs/a/dist/y/z', 'libs/b/dist/x', 'libs/c/dist/x'].map(isIgnored)).toEqual([
    false, false, true, true,
  ]); // prettier-ignore
});

test('each ignore file is read once, and lines in any form are rules', () => {
  write({ '.gitignore': '\uFEFFdist\r\n\r\n#no\r\n!keep\r\n', 'a/.gitignore': '' });
  const { isIgnored, mayMatch, files } = ignoredFiles(workspace.root);
  expect(['dist/a', 'a/dist', 'a/b/no', 'keep'].map(isIgnored)).toEqual([true, true, false, false]);
  expect(['a/dist/x', 'a/no/x', 'a/#no/x', 'keep/x', '!keep/x'].map(mayMatch)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(files).toEqual(['.gitignore', 'a/.gitignore']);
});
