// @ts-check
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { TARGETS, isMet, targetText } from '../targets.mjs';

/**
 * The result of one benchmark, with its machine and date.
 *
 * @typedef {object} Result
 * @property {string} name
 * @property {string} about
 * @property {import('./machine.mjs').Machine} machine
 * @property {string} date day of the run
 * @property {{ runs: number, full: boolean }} how
 * @property {number} seconds duration of the benchmark
 * @property {readonly import('./bench.mjs').Table[]} tables
 * @property {readonly JudgedFigure[]} figures
 * @property {readonly string[]} notes
 * @property {unknown} [data]
 *
 * @typedef {import('./bench.mjs').Figure & { target?: string, met?: boolean }} JudgedFigure
 */

/** Adds the targets of figures, and the day. @param {import('./bench.mjs').Findings} findings */
export function judged({ tables, figures, notes = [], data }) {
  const date = new Date().toISOString().slice(0, 10);
  return { date, tables, figures: figures.map(judge), notes, data };
}

/** @param {import('./bench.mjs').Figure} figure @returns {JudgedFigure} */
function judge(figure) {
  const target = figure.id === undefined ? undefined : TARGETS[figure.id];
  if (!target) return figure;
  const met = figure.ratio !== undefined && isMet(target, figure.ratio.value);
  return { ...figure, target: targetText(target), met };
}

/** @param {string} file @returns {Result[]} empty if the file does not exist */
export function readResults(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).results : [];
}

/** Updates the last result of each benchmark; others stay. @param {string} file @param {readonly Result[]} results */
export function mergeResults(file, results) {
  const all = new Map(readResults(file).map((result) => [result.name, result]));
  for (const result of results) all.set(result.name, result);
  writeResults(
    file,
    [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  );
}

/** @param {string} file @param {readonly Result[]} results */
export function writeResults(file, results) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ version: 1, results }, null, 1)}\n`);
}
