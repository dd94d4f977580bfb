// @ts-check
import { isFigure } from './stats.mjs';

/** @typedef {import('./stats.mjs').Measured | string | null | undefined} Cell null in JSON for a cell without a figure */

/** @param {Cell} cell @returns {cell is import('./stats.mjs').Spread} */
export function hasFigure(cell) {
  return typeof cell === 'object' && cell !== null && isFigure(cell);
}

/** A cell of a table: the median and, in brackets, the fastest and the slowest run. @param {Cell} cell */
export function cellText(cell) {
  if (cell === undefined || cell === null) return '–';
  if (typeof cell === 'string') return cell;
  if (!isFigure(cell)) return cell.word;
  const { median, min, max, samples } = cell;
  return samples.length === 1 ? number(median) : `${number(median)} (${number(min)}–${number(max)})`;
}

/** @param {import('./bench.mjs').Figure} figure */
export function ratioText({ ratio, unit = '×' }) {
  if (!ratio) return 'no figure';
  const { value, low, high } = ratio;
  const text = `${value.toFixed(2)}${unit}`;
  return low === high ? text : `${text} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

/** @param {import('./results.mjs').JudgedFigure} figure */
export function verdict({ target, met }) {
  return target === undefined ? '' : met ? 'met' : 'not met';
}

/** @param {import('./machine.mjs').Machine} machine */
export function machineText({ cpu, cores, memoryGiB, system, node, versions }) {
  const tools = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}; Node ${node}; ${tools.join(', ')}`;
}

/** Three significant digits, which is the precision of a median of five. @param {number} value */
export function number(value) {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
