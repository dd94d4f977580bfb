import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cellsOf, TITLES, type Cells } from './columns';
import { GROUPS, ROWS } from './rows';
import { COLUMNS, type Column, type Row } from './row';

const LONG = Boolean(process.env['NX_WORKFLOW_TEST_LONG']);
const RESULT = join(__dirname, 'result.json');
/** Writes the table to e2e/RESULTS.md. */
const TABLE = resolve(__dirname, '../../tools/freshness-table.mjs');

/** `npm test` runs every sixth row, with `nx run` and `check`; the long test runs all rows in all columns. */
const chosen = chooseRows();

/** `NX_WORKFLOW_MATRIX_ROWS` and `NX_WORKFLOW_MATRIX_COLUMNS` select rows and columns, for development. */
const columns = COLUMNS.filter(
  (column) =>
    process.env['NX_WORKFLOW_MATRIX_COLUMNS']?.split(',').includes(column) ??
    (LONG || column === 'run' || column === 'check'),
);

function chooseRows(): readonly Row[] {
  const named = process.env['NX_WORKFLOW_MATRIX_ROWS']?.split(',');
  if (named) return ROWS.filter(({ id }) => named.includes(id));
  return LONG ? ROWS : ROWS.filter((_row, index) => index % 6 === 1);
}

interface Result {
  readonly rows: readonly {
    readonly heading: string;
    readonly id: string;
    readonly title: string;
    readonly cells: Record<string, string>;
  }[];
}

jest.setTimeout(600_000);

describe('the freshness matrix', () => {
  const table = new Map<Column, Cells>();

  describe.each(columns)('%s', (column) => {
    let cells: Cells;
    beforeAll(async () => {
      const began = performance.now();
      cells = await cellsOf(column, chosen);
      process.stdout.write(`${column}: ${Math.round((performance.now() - began) / 1000)} s\n`);
      table.set(column, cells);
    });

    it.each(chosen.filter(({ without }) => without[column] === undefined).map((row) => [row.title, row] as const))(
      '%s',
      (_title, row) => {
        const { isRight, cell, details } = cells.get(row)!;
        expect(isRight ? '' : `${row.id}: ${cell}\n${details}`).toBe('');
      },
    );
  });

  const cell = (row: Row, column: Column): string => {
    if (row.without[column] !== undefined) return '—';
    return table.get(column)?.get(row)?.cell ?? '?';
  };

  it('has the results that e2e/RESULTS.md shows', () => {
    const rows = GROUPS.flatMap(([heading, ofGroup]) =>
      ofGroup
        .filter((row) => chosen.includes(row))
        .map((row) => ({
          heading,
          id: row.id,
          title: row.title,
          cells: Object.fromEntries(COLUMNS.map((column) => [column, cell(row, column)])),
        })),
    );
    const result = { columns: TITLES, rows };
    const elsewhere = process.env['NX_WORKFLOW_MATRIX_OUT'];
    if (elsewhere) writeFileSync(elsewhere, JSON.stringify(result, null, 2));
    const isWhole = table.size === COLUMNS.length;
    const isRight = isWhole && [...table.values()].every((cells) => [...cells.values()].every((one) => one.isRight));
    if (LONG && isRight && chosen === ROWS) {
      writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`);
      execFileSync(process.execPath, [TABLE]);
    }
    // Until a complete run has succeeded, there is nothing to compare, as the page says.
    if (existsSync(RESULT)) {
      const recorded = JSON.parse(readFileSync(RESULT, 'utf8')) as Result;
      const byId = new Map(recorded.rows.map((row) => [row.id, row]));
      const tried = (row: Result['rows'][number] | undefined): object => ({
        ...row,
        cells: Object.fromEntries(columns.map((column) => [column, row?.cells[column]])),
      });
      expect(rows.map(tried)).toEqual(rows.map(({ id }) => tried(byId.get(id))));
    }
    execFileSync(process.execPath, [TABLE, '--check'], { stdio: 'pipe' });
  });

  it('has a unique name for each row', () => {
    expect(new Set(ROWS.map(({ id }) => id)).size).toBe(ROWS.length);
    expect(ROWS.length).toBeGreaterThanOrEqual(40);
  });
});
