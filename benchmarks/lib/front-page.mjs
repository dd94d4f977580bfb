// @ts-check
import { cellText, hasFigure } from './format.mjs';

/** @typedef {import('./results.mjs').Result} Result */

/**
 * The figures in the repository's README, with their run.
 *
 * @param {readonly Result[]} results
 * @returns {{ heads: readonly string[], rows: readonly (readonly string[])[], about: string } | undefined} undefined
 *   if one of them has not been measured
 */
export function frontPage(results) {
  const figure = (/** @type {string} */ name, /** @type {string} */ key) => {
    const { figures = [] } = results.find((result) => result.name === name) ?? {};
    return figures.find(({ id, what }) => id === key || what === key);
  };
  const rows = [
    row('nothing changed', figure('bare', 'bare.1000'), (value) => `takes ${value.toFixed(2)}× as long`, '`node -e 0`'),
    row('nothing changed', figure('codegen', 'codegen.nothing.1000'), fast),
    row('one spec changed', figure('codegen', 'codegen.one.1000'), fast),
    row('cold', figure('codegen', 'codegen.cold.1000'), fast),
    row(
      'nothing changed',
      figure('task8', 'cold ÷ nothing changed'),
      (value) => `${value.toFixed(0)}× as fast`,
      'ours, cold, 5000 specs with C++, JavaScript and declarations',
    ),
  ];
  const machine = results.find(({ name }) => name === 'codegen')?.machine;
  if (!machine || rows.some((one) => one === undefined)) return undefined;
  return {
    heads: ['run', 'compared with', 'result'],
    rows: rows.flatMap((one) => (one ? [one] : [])),
    about: `medians; ${machine.cores} cores of an ${machine.cpu}, Node ${machine.node}, 1000 specs of 9 KB`,
  };
}

/** @param {Result} codegen @returns {import('./bench.mjs').Table | undefined} the table of 1000 specs */
export function chartTable({ tables }) {
  return tables.find(({ title }) => title === 'N = 1000');
}

/** The alternative text of a picture. @param {import('./bench.mjs').Table} table */
export function chartWords({ columns, rows }) {
  const said = rows.map(({ name, cells }) => `${name} ${columns.map((_, at) => medianOf(cells[at])).join(', ')}`);
  return `Milliseconds with 1000 specs, ${columns.join(', ')}: ${said.join('; ')}`;
}

/** @param {import('./format.mjs').Cell} cell */
function medianOf(cell) {
  return hasFigure(cell) ? cell.median.toFixed(0) : cellText(cell);
}

/**
 * @param {string} run @param {import('./results.mjs').JudgedFigure | undefined} figure
 * @param {(value: number) => string} say @param {string} [beside] replaces the peer's name
 */
function row(run, figure, say, beside = figure?.what.split(/,| ÷ /)[0] ?? '') {
  return figure?.ratio ? [run, beside, say(figure.ratio.value)] : undefined;
}

/** @param {number} value */
function fast(value) {
  return `${value.toFixed(1)}× as fast`;
}
