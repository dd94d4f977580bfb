// @ts-check
import { cellText, ratioText, verdict } from './format.mjs';

/** One benchmark's result as text for a terminal. @param {import('./results.mjs').Result} result */
export function resultText({ name, about, seconds, tables, figures, notes }) {
  return [
    `\n${name}: ${about}`,
    ...tables.map(tableText),
    ...(figures.length > 0 ? ['', ...columns(figures.map(figureRow))] : []),
    ...notes.map((note) => `  ${note}`),
    `  (${seconds.toFixed(0)} s)`,
  ].join('\n');
}

/** @param {import('./results.mjs').JudgedFigure} figure */
function figureRow(figure) {
  return [figure.what, ratioText(figure), figure.target ?? '', verdict(figure)];
}

/** @param {import('./bench.mjs').Table} table */
function tableText({ title, unit, columns: heads, rows }) {
  const body = rows.map(({ name, cells }) => [name, ...cells.map(cellText)]);
  return [`\n  ${title}${unit ? `, ${unit}` : ''}`, ...columns([['', ...heads], ...body])].join('\n');
}

/** @param {readonly (readonly string[])[]} rows */
function columns(rows) {
  const widths = rows.reduce(
    (most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)),
    /** @type {number[]} */ ([]),
  );
  return rows.map((row) =>
    `  ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')}`.trimEnd(),
  );
}
