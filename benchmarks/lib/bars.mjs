// @ts-check
import { cellText, hasFigure, number } from './format.mjs';

const WIDTH = 850;
const NAMES = 232;
const PANEL = { width: 195, gap: 8 };
const ROW = 22;
const TOP = 44;
const COLOURS = { ours: '#2a8a4a', other: '#9aa3ad' };

/**
 * A table of times as a bar chart: a panel for each column, a bar for each row; all panels have the same scale.
 *
 * @param {import('./bench.mjs').Table} table in milliseconds
 * @param {(name: string) => boolean} isOurs
 */
export function drawBars({ title, columns, rows }, isOurs) {
  const all = rows.flatMap(({ cells }) => cells.flatMap((cell) => (hasFigure(cell) ? [cell.median] : [])));
  const most = Math.max(...all);
  const height = TOP + rows.length * ROW + 12;
  const names = rows.map(({ name }, at) => text(NAMES - 8, middle(at), name, 'end', isOurs(name)));
  const panels = columns.map((column, index) => {
    const left = NAMES + index * (PANEL.width + PANEL.gap);
    const bars = rows.map(({ name, cells }, at) => bar(left, at, cells[index], most, isOurs(name)));
    return [text(left, TOP - 12, column.trim(), 'start', true), ...bars].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${height}" fill="white"/>
${text(NAMES - 8, TOP - 12, title, 'end', false)}
${names.join('\n')}
${panels.join('\n')}
</svg>
`;
}

/** @param {number} left @param {number} at @param {import('./format.mjs').Cell} cell @param {number} most @param {boolean} isOurs */
function bar(left, at, cell, most, isOurs) {
  if (!hasFigure(cell)) return text(left, middle(at), cellText(cell), 'start', false);
  const room = PANEL.width - 58;
  const width = Math.max(1, (cell.median / most) * room);
  const colour = isOurs ? COLOURS.ours : COLOURS.other;
  return `<rect x="${left}" y="${TOP + at * ROW + 3}" width="${width.toFixed(1)}" height="${ROW - 6}" fill="${colour}"/>${text(left + width + 4, middle(at), `${number(cell.median)} ms`, 'start', isOurs)}`;
}

/** @param {number} at */
function middle(at) {
  return TOP + at * ROW + ROW / 2 + 4;
}

/** @param {number} x @param {number} y @param {string} words @param {'start' | 'end'} anchor @param {boolean} isBold */
function text(x, y, words, anchor, isBold) {
  const weight = isBold ? ' font-weight="bold"' : '';
  return `<text x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}"${weight}>${words}</text>`;
}
