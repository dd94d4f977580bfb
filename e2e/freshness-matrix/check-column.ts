import type { Verdict } from './judge';
import { judge } from './judge';
import type { Called, MatrixWorkspace } from './matrix-workspace';
import type { Row } from './row';

/** `check` before the run that an edit asks for, and after it. */
export async function checkColumn(matrix: MatrixWorkspace, env: NodeJS.ProcessEnv): Promise<ReadonlyMap<Row, Verdict>> {
  const base = await matrix.runAll([], env);
  for (const [row, place] of matrix.places) place.log = base.get(row)?.log ?? '';
  const shown = new Map(matrix.rows.map((row) => [row, shownFiles(matrix, row)]));
  matrix.edit();
  const before = await checkAll(matrix);
  const run = await matrix.runAll([], env);
  const after = await checkAll(matrix);
  return new Map(
    matrix.rows.map((row) => {
      const { state, log } = run.get(row)!;
      const ran = judge(matrix.place(row), { failed: state === 'failed' || state === 'not run', log }, row.after);
      const changed = changedFiles(shown.get(row)!, shownFiles(matrix, row));
      return [row, verdictOf(row, ran, before.get(row)!, after.get(row)!, changed)];
    }),
  );
}

function verdictOf(row: Row, ran: Verdict, before: Called, after: Called, changed: readonly string[]): Verdict {
  const wrong = (cell: string, { code, output }: Called): Verdict => ({
    isRight: false,
    cell,
    details: `check ended with ${code} and said:\n${output}\nfiles that the run changed: ${changed.join(', ')}`,
  });
  const isError = row.after.every(({ kind }) => kind === 'error');
  if (isError && before.code !== 1) return wrong('NO FINDING', before);
  const names = [...changed.map((path) => `${row.outputDir}/${path}`), 'a new file'];
  if (!isError && changed.length > 0) {
    if (before.code !== 1) return wrong('NOT OUT OF DATE', before);
    if (!names.some((name) => before.output.includes(name))) return wrong('NAMES NO FILE', before);
  }
  if (!isError && ran.isRight && after.code !== 0) return wrong('NOT UP TO DATE', after);
  if (isError && after.code !== 1) return wrong('NO FINDING AFTER THE RUN', after);
  return { isRight: true, cell: isError ? 'finding' : 'verdict', details: '' };
}

async function checkAll(matrix: MatrixWorkspace): Promise<ReadonlyMap<Row, Called>> {
  const calls = matrix.rows.map(({ id, target }) => ['check', `${id}:${target}`]);
  const results = await matrix.callEach(calls);
  return new Map(matrix.rows.map((row, index) => [row, results[index]!]));
}

/** The files that the row looks at. */
function shownFiles(matrix: MatrixWorkspace, row: Row): Record<string, string | undefined> {
  const rights = [...row.before, ...row.after];
  const paths = rights.flatMap((right) => (right.kind === 'files' ? Object.keys(right.files) : []));
  return Object.fromEntries(paths.map((path) => [path, matrix.place(row).output(path)]));
}

function changedFiles(
  before: Readonly<Record<string, string | undefined>>,
  after: Readonly<Record<string, string | undefined>>,
): string[] {
  return Object.keys(after).filter((path) => before[path] !== after[path]);
}
