import type { Verdict } from './judge';
import { judge } from './judge';
import type { Called, MatrixWorkspace } from './matrix-workspace';
import type { Row } from './row';
import type { TaskLog } from './task-logs';

/** `check` before and after the run that an edit requires. */
export async function checkColumn(
  matrix: MatrixWorkspace,
  run: () => Promise<ReadonlyMap<Row, TaskLog>>,
): Promise<ReadonlyMap<Row, Verdict>> {
  const base = await run();
  for (const [row, place] of matrix.places) place.log = base.get(row)?.log ?? '';
  const due = new Map(matrix.rows.map((row) => [row, filesToChange(matrix, row)]));
  matrix.edit();
  const before = await checkAll(matrix);
  const runs = await run();
  const after = await checkAll(matrix);
  return new Map(
    matrix.rows.map((row) => {
      const { state, log } = runs.get(row)!;
      const ran = judge(matrix.place(row), { failed: state === 'failed' || state === 'not run', log }, row.after);
      return [row, verdictOf(row, ran, before.get(row)!, after.get(row)!, due.get(row)!)];
    }),
  );
}

/** @param due files that the run has to change, according to the row */
function verdictOf(row: Row, ran: Verdict, before: Called, after: Called, due: readonly string[]): Verdict {
  const wrong = (cell: string, { code, output }: Called): Verdict => ({
    isRight: false,
    cell,
    details: `check ended with ${code} and said:\n${output}\nfiles that the run has to change: ${due.join(', ')}`,
  });
  const isError = row.after.every(({ kind }) => kind === 'error');
  if (isError && before.code !== 1) return wrong('NO FINDING', before);
  if (!isError && due.length > 0) {
    if (before.code !== 1) return wrong('NOT OUT OF DATE', before);
    const names = [...due.map((path) => `${row.outputDir}/${path}`), 'a new file'];
    if (!names.some((name) => before.output.includes(name))) return wrong('NAMES NO FILE', before);
  }
  if (!ran.isRight) return { ...ran, cell: `THE RUN: ${ran.cell}` };
  if (isError ? after.code !== 1 : after.code !== 0) return wrong('WRONG AFTER THE RUN', after);
  return { isRight: true, cell: isError ? 'finding' : 'verdict', details: '' };
}

async function checkAll(matrix: MatrixWorkspace): Promise<ReadonlyMap<Row, Called>> {
  const calls = matrix.rows.map(({ id, target }) => ['check', `${id}:${target}`]);
  const results = await matrix.callEach(calls);
  return new Map(matrix.rows.map((row, index) => [row, results[index]!]));
}

/** The files that differ from the expected state after the edit. */
function filesToChange(matrix: MatrixWorkspace, row: Row): string[] {
  const place = matrix.place(row);
  return row.after.flatMap((right) => {
    if (right.kind === 'error') return [];
    return Object.entries(right.files).flatMap(([path, text]) => ((place.output(path) ?? null) === text ? [] : [path]));
  });
}
