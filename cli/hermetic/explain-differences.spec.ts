import { renderDiagnostics } from '../../diagnostics/render';
import { explainDifferences, type Attempts } from './explain-differences';
import type { CloneRun } from './run-in-clone';

const run = (outputs: Record<string, string>, more: Partial<CloneRun> = {}): CloneRun => ({
  code: 0,
  output: '',
  outputs: new Map(Object.entries(outputs)),
  changes: [],
  accesses: [],
  isTraced: true,
  ...more,
});

const explain = (more: Partial<Attempts>): string =>
  renderDiagnostics(
    explainDifferences({
      id: 'app:t',
      different: [{ path: 'a', kind: 'changed' }],
      first: run({ a: '1' }),
      again: run({ a: '1' }),
      everything: run({ a: 'w' }),
      holdsRoot: () => false,
      ...more,
    }),
  );

it('different bytes with only the declared inputs', () => {
  expect(explain({})).toBe(`a error undeclared-input: it differs if only the declared inputs are present
  hint: declare every file that the task reads; only reads of Node processes are reported, not those of other programs`);
});

it('different bytes in each run', () => {
  expect(explain({ again: run({ a: '2' }) }))
    .toBe(`a error not-deterministic: two runs with the same inputs gave different bytes
  hint: remove times, random numbers and unsorted listings`);
});

it('the path of the workspace, which differs in each run too', () => {
  expect(explain({ again: run({ a: '2' }), holdsRoot: (path) => path === 'a' }))
    .toBe(`a error absolute-path: it contains the path of the workspace, so its bytes differ in any other folder
  hint: write paths relative to the workspace root`);
});

it('the same bytes with all files as with the declared ones', () => {
  expect(explain({ everything: run({ a: '1' }) }))
    .toBe(`a error outputs-out-of-date: the file in the workspace differs from the one that the task writes now
  hint: run the task, then validate again: nx run app:t --skip-nx-cache`);
});

it('a file that the task no longer writes', () => {
  expect(explain({ first: run({}), again: run({}), everything: run({}) })).toContain('error outputs-out-of-date: ');
});

it('lists a few of many files', () => {
  const paths = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const different = paths.map((path) => ({ path, kind: 'changed' as const }));
  expect(explain({ different, holdsRoot: () => true })).toContain('(and 6 more: b, c, d, e, …)');
  expect(explain({ different: different.slice(0, 2), holdsRoot: () => true })).toContain('(and 1 more: b)');
});

it('a failure with only the declared inputs, with the end of the output', () => {
  const output = Array.from({ length: 20 }, (_none, index) => `line ${index + 1}`).join('\n\n');
  const first = run({}, { code: 1, output });
  expect(explain({ first, again: undefined })).toMatch(
    /^error task-failed: the task fails if only its declared inputs are present\n {2}hint: it printed:\n {2}line 9\n[^]*line 20$/,
  );
  const everything = run({}, { code: 1 });
  expect(explain({ first, again: undefined, everything })).toContain(
    'error task-failed: the task fails in a copy of the workspace, even with all of its files\n' +
      '  hint: does it need the history of git, or the path of the workspace? It printed:',
  );
});
