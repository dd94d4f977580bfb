import { unifiedDiff } from './unified-diff';

const diff = (before: string | undefined, after: string | undefined): string[] =>
  unifiedDiff(
    'a b/x.txt',
    before === undefined ? undefined : Buffer.from(before),
    after === undefined ? undefined : Buffer.from(after),
  ).split('\n');

test('three lines of context around a change, as in git', () => {
  expect(diff('1\n2\n3\n4\n5\n6\n7\n8\n', '1\n2\n3\n4\n5\nsix\n7\n8\n')).toEqual([
    '--- a/a b/x.txt',
    '+++ b/a b/x.txt',
    '@@ -3,6 +3,6 @@',
    ' 3',
    ' 4',
    ' 5',
    '-6',
    '+six',
    ' 7',
    ' 8',
  ]);
});

test('a new, a deleted and an empty file', () => {
  expect(diff(undefined, 'x\n')).toEqual(['--- /dev/null', '+++ b/a b/x.txt', '@@ -0,0 +1,1 @@', '+x']);
  expect(diff('x\n', undefined)).toEqual(['--- a/a b/x.txt', '+++ /dev/null', '@@ -1,1 +0,0 @@', '-x']);
  expect(diff(undefined, '')).toEqual(['--- /dev/null', '+++ b/a b/x.txt']);
});

test('blanks and a missing line break at the end of a file', () => {
  expect(diff('x\n', 'x\n  ').slice(2)).toEqual(['@@ -1,1 +1,2 @@', ' x', '+  ', '\\ No newline at end of file']);
  expect(diff('x  \n', 'y  \n').slice(3)).toEqual(['-x  ', '+y  ']);
});

test('no diff for binary files, or for too many lines', () => {
  const none = ['a b/x.txt: not text, so there is no diff'];
  expect(diff('x', 'a\0b')).toEqual(none);
  expect(unifiedDiff('a b/x.txt', Buffer.from([0xff]), undefined).split('\n')).toEqual(none);
  const many = (what: string): string => Array.from({ length: 2600 }, (_, index) => `${what} ${index}\n`).join('');
  expect(diff(many('a'), many('b'))).toEqual(['a b/x.txt: more than 5000 lines differ, so there is no diff']);
  expect(diff(undefined, many('a').repeat(2))).toHaveLength(5203);
});
