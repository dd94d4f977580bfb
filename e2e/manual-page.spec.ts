import { firstMissingLine } from './support/manual/output';
import { readPage } from './support/manual/page';

const FENCE = '```';

test('blocks become steps, in order', () => {
  const page = readPage(`<!-- test: workspace installed -->
# A page

${FENCE}json title="a/b.json"
{ "a": 1 }
${FENCE}

<!-- test: run mkdir x -->
<!-- test: exit 1 -->
<!-- test: has done -->

${FENCE}sh
# what it is
npx nx run a:b   # a note
npx nx run a:c \\
  --all
${FENCE}

says

${FENCE}text
one 5 ms
${FENCE}

${FENCE}jsonc
// an illustration
${FENCE}

${FENCE}diff title="a/b.json"
-{ "a": 1 }
+{ "a": 2 }
${FENCE}

1. In a list

   <!-- test: skip because it is a picture -->

   ${FENCE}sh
   rm -rf /
   ${FENCE}
`);
  expect(page.workspace).toBe('installed');
  expect(page.steps).toEqual([
    { kind: 'file', line: 4, language: 'json', path: 'a/b.json', content: '{ "a": 1 }\n' },
    {
      kind: 'commands',
      line: 12,
      setUp: ['mkdir x'],
      commands: ['npx nx run a:b', 'npx nx run a:c --all'],
      exit: 1,
      shown: 'one 5 ms\n',
      has: ['done'],
      stopAfter: undefined,
    },
    { kind: 'edit', line: 29, path: 'a/b.json', hunks: [{ before: '{ "a": 1 }', after: '{ "a": 2 }' }] },
    { kind: 'skipped', line: 38, reason: 'it is a picture' },
  ]);
});

test('a block that needs a newer Nx is left alone', () => {
  const text = `<!-- test: needs nx 22.7.0 -->\n\n${FENCE}sh\nnx show target\n${FENCE}\n\n${FENCE}text\nshown\n${FENCE}\n`;
  expect(readPage(text, 'page', '22.0.0').steps).toEqual([{ kind: 'skipped', line: 3, reason: 'it needs Nx 22.7.0' }]);
  expect(readPage(text, 'page', '22.7.0').steps).toMatchObject([{ kind: 'commands', shown: 'shown\n' }]);
});

test('a misspelt comment, one without a block, and an output without a command are errors', () => {
  expect(() => readPage('<!-- test: exti 1 -->\n')).toThrow(new Error('page:1: there is no comment "test: exti 1"'));
  expect(() => readPage('<!-- test: exit 1 -->\n')).toThrow(new Error('page: no block follows the last comment: exit'));
  expect(() => readPage(`${FENCE}text\nx\n${FENCE}\n`)).toThrow(
    new Error('page:1: no commands stand before this output'),
  );
});

test('outputs are compared except for values that differ between runs', () => {
  const real = 'start\n[PERF] total 21.5 ms, 2 workers\n\n  run 2026-01-02T03-04-05-000Z-abcdef: 3 files\nend\n';
  expect(firstMissingLine('[PERF] total 18.0 ms, 1 worker\nend', real)).toBeUndefined();
  expect(firstMissingLine('…\nrun 2027-02-02T03-04-05-000Z-fedcba: … files', real)).toBeUndefined();
  expect(firstMissingLine('start\nrun 2026-01-02T03-04-05-000Z-abcdef: 4 files', real)).toBe(
    'run 2026-01-02T03-04-05-000Z-abcdef: 4 files',
  );
  expect(firstMissingLine('end\nstart', real)).toBe('start');
  expect(firstMissingLine('st.rt', real)).toBe('st.rt');
});
