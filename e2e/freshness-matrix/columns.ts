import { RemoteCache } from '../support/remote-cache';
import { checkColumn } from './check-column';
import { judge, type Verdict } from './judge';
import { MatrixWorkspace } from './matrix-workspace';
import type { Column, Row } from './row';
import type { TaskLog } from './task-logs';
import { watchColumn } from './watch-column';

export type Cells = ReadonlyMap<Row, Verdict>;
type Run = (matrix: MatrixWorkspace) => Promise<ReadonlyMap<Row, TaskLog>>;

export const TITLES: Readonly<Record<Column, string>> = {
  run: '`nx run`',
  'skip-cache': '`--skip-nx-cache`',
  check: '`check`',
  watch: '`watch`',
  batch: 'batch',
  threads: 'two threads',
  remote: 'a clone with the remote cache',
};

/** Runs all rows in one way. */
export async function cellsOf(column: Column, rows: readonly Row[]): Promise<Cells> {
  const applicable = rows.filter(({ without }) => without[column] === undefined);
  switch (column) {
    case 'run':
      return withMatrix(applicable, async (matrix) => {
        const cells = await editedRun(matrix, (one) => one.runAll());
        const again = await matrix.runAll();
        return mapRows(matrix, (row) => hitWhereRight(row, cells.get(row)!, again.get(row)!));
      });
    case 'skip-cache':
      return withMatrix(applicable, (matrix) => editedRun(matrix, (one) => one.runAll(['--skip-nx-cache'])));
    case 'batch':
      return withMatrix(applicable, (matrix) => editedRun(matrix, inBatch));
    case 'threads':
      return withMatrix(applicable, (matrix) =>
        editedRun(matrix, (one) => one.runAll([], { NX_WORKFLOW_WORKERS: '2' })),
      );
    case 'check':
      return withMatrix(applicable, (matrix) => checkColumn(matrix, () => inBatch(matrix)));
    case 'watch':
      return withMatrix(applicable, (matrix) => watchColumn(matrix));
    case 'remote':
      return remote(applicable);
  }
}

const inBatch: Run = (matrix) => matrix.runBatch();

/** A run (in a batch, which is fastest), the edits of all rows, and a second run. */
async function editedRun(matrix: MatrixWorkspace, run: Run, base: Run = inBatch): Promise<Cells> {
  const before = await baseRun(matrix, base);
  matrix.edit();
  const after = await run(matrix);
  return mapRows(matrix, (row) => both(before.get(row)!, judgeLog(matrix, row, after.get(row)!, 'after')));
}

/** A wrong result before the edit is the result of the cell. */
async function baseRun(matrix: MatrixWorkspace, run: Run): Promise<Cells> {
  const logs = await run(matrix);
  for (const [row, place] of matrix.places) place.log = logs.get(row)?.log ?? '';
  return mapRows(matrix, (row) => judgeLog(matrix, row, logs.get(row)!, 'before'));
}

/** A second clone restores the results of the first, is edited, and restores once more. */
async function remote(rows: readonly Row[]): Promise<Cells> {
  const cache = await RemoteCache.start();
  try {
    const restoring: Run = (matrix) => matrix.runBatch(cache.env());
    return await withMatrix(rows, async (first) => {
      await baseRun(first, restoring);
      return withMatrix(rows, async (clone) => {
        const edited = await editedRun(clone, restoring, restoring);
        clone.forget();
        const restored = await restoring(clone);
        return mapRows(clone, (row) => both(edited.get(row)!, judgeLog(clone, row, restored.get(row)!, 'after')));
      });
    });
  } finally {
    await cache.stop();
  }
}

function judgeLog(matrix: MatrixWorkspace, row: Row, { state, log }: TaskLog, when: 'before' | 'after'): Verdict {
  return judge(matrix.place(row), { failed: state === 'failed' || state === 'not run', log }, row[when]);
}

function both(first: Verdict, second: Verdict): Verdict {
  return first.isRight ? second : { ...first, cell: `BEFORE THE EDIT: ${first.cell}` };
}

/** A target whose own outputs or reads change its hash never has a cache hit. */
function hitWhereRight(row: Row, verdict: Verdict, again: TaskLog): Verdict {
  if (!verdict.isRight || again.state === 'cached' || verdict.cell !== 'bytes') return verdict;
  return { isRight: false, cell: 'NO HIT', details: `${row.id} ran again although nothing had changed\n${again.log}` };
}

function mapRows(matrix: MatrixWorkspace, judged: (row: Row) => Verdict): Cells {
  return new Map(matrix.rows.map((row) => [row, judged(row)]));
}

async function withMatrix(rows: readonly Row[], work: (matrix: MatrixWorkspace) => Promise<Cells>): Promise<Cells> {
  const matrix = await MatrixWorkspace.create(rows);
  try {
    return await work(matrix);
  } finally {
    matrix.dispose();
  }
}
