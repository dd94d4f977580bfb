import { renderDiagnostics } from '../../diagnostics/render';
import { explainDifferences, type Attempts } from './explain-differences';
import type { CloneRun } from './run-in-clone';

const run = (outputs: Record<string, string>, more: Partial<CloneRun> = {}): CloneRun => ({
  code: 0,
  printed: '',
  outputs: new Map(Object.entries(outputs)),
  changes: [],
  asked: [],
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

it('other bytes with only what is declared', () => {
  expect(explain({}))
    .toBe(`a error undeclared-input: it has other bytes where there is nothing but what the task declares
  hint: declare what the task reads; reads of Node processes are named, those of other programs are not`);
});

it('other bytes at each run', () => {
  expect(explain({ again: run({ a: '2' }) }))
    .toBe(`a error not-deterministic: two runs with the same inputs gave different bytes
  hint: leave out times, random numbers, and orders that nobody has set`);
});

it('the path of the workspace, which differs at each run too', () => {
  expect(explain({ again: run({ a: '2' }), holdsRoot: (path) => path === 'a' }))
    .toBe(`a error absolute-path: the path of the workspace is in it, so no other folder gets the same bytes
  hint: write paths relative to the workspace's root`);
});

it('the same with all files as with the declared ones', () => {
  expect(explain({ everything: run({ a: '1' }) }))
    .toBe(`a error outputs-out-of-date: the workspace has other bytes than a run makes now
  hint: bring it up to date and look again: nx run app:t --skip-nx-cache`);
});

it('a file that the task does not make any more', () => {
  expect(explain({ first: run({}), again: run({}), everything: run({}) })).toContain('error outputs-out-of-date: ');
});

it('names a few of many files', () => {
  const paths = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const different = paths.map((path) => ({ path, kind: 'changed' as const }));
  expect(explain({ different, holdsRoot: () => true })).toContain('(and 6 more: b, c, d, e, …)');
  expect(explain({ different: different.slice(0, 2), holdsRoot: () => true })).toContain('(and 1 more: b)');
});

it('a failure with only what is declared, with the end of what was printed', () => {
  const printed = Array.from({ length: 20 }, (_none, index) => `line ${index + 1}`).join('\n\n');
  const first = run({}, { code: 1, printed });
  expect(explain({ first, again: undefined })).toMatch(
    /^error task-failed: the task fails where there is nothing but what it declares\n {2}hint: it printed:\n {2}line 9\n[^]*line 20$/,
  );
  const everything = run({}, { code: 1 });
  expect(explain({ first, again: undefined, everything })).toContain(
    'error task-failed: the task fails in a copy of the workspace, even with all of its files\n' +
      '  hint: does it need the history of git, or the path of the workspace? It printed:',
  );
});
