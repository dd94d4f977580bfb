// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { cellText, machineText, ratioText, verdict } from './format.mjs';
import { BENCHMARKS, LATEST, README, RECORDED } from './places.mjs';
import { drawScale } from './plot.mjs';
import { readResults, writeResults } from './results.mjs';

const BEGIN = '<!-- results: written by `npm run bench -- --write-readme` -->';
const END = '<!-- end of results -->';

/**
 * Writes the last results into README.md between its markers, and keeps the numbers behind them in
 * results/recorded.json: every figure in the text comes from a run.
 */
export async function writeReadme() {
  const results = readResults(LATEST);
  if (results.length === 0) throw new Error('nothing has been measured yet: npm run bench');
  const text = readFileSync(README, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('README.md has lost the markers of its results');
  const plot = plotOf(results);
  const body = [summary(results), ...results.map((result) => section(result, plot))].join('\n\n');
  const whole = `${text.slice(0, begin + BEGIN.length)}\n\n${body}\n\n${text.slice(end)}`;
  writeFileSync(README, await format(whole, { ...(await resolveConfig(README)), filepath: README }));
  writeResults(RECORDED, results);
}

/** @param {readonly import('./results.mjs').Result[]} results */
function plotOf(results) {
  const data = results.find(({ name }) => name === 'scale')?.data;
  if (!data) return false;
  writeFileSync(join(BENCHMARKS, 'scale.svg'), drawScale(/** @type {import('./plot.mjs').ScalePoint[]} */ (data)));
  return true;
}

/** @param {readonly import('./results.mjs').Result[]} results */
function summary(results) {
  const machines = [...new Set(results.map(({ machine, date }) => `${date}, ${machineText(machine)}`))];
  const rows = results.flatMap(({ figures }) =>
    figures
      .filter(({ target }) => target !== undefined)
      .map((figure) => [figure.what, ratioText(figure), figure.target ?? '', verdict(figure)]),
  );
  return [
    ...machines.map((machine) => `Measured ${machine}.`),
    '',
    '### Figures that we hold ourselves to',
    '',
    markdown(['', 'measured', 'target', ''], rows),
  ].join('\n');
}

/** @param {import('./results.mjs').Result} result @param {boolean} plot */
function section({ name, about, how, tables, figures, notes }, plot) {
  const others = figures.filter(({ target }) => target === undefined);
  return [
    `### ${name}`,
    '',
    `${about} Up to ${how.runs} rounds.`,
    ...tables.flatMap(({ title, unit, columns, rows }) => [
      '',
      markdown(
        [`${title}${unit ? `, ${unit}` : ''}`, ...columns],
        rows.map(({ name: row, cells }) => [row, ...cells.map(cellText)]),
      ),
    ]),
    ...(others.length > 0 ? ['', ...others.map((figure) => `- ${figure.what}: ${ratioText(figure)}`)] : []),
    ...notes.map((note) => `\n${note}`),
    ...(plot && name === 'scale' ? ['', '![Time and memory against the number of specs](scale.svg)'] : []),
  ].join('\n');
}

/** @param {readonly string[]} heads @param {readonly (readonly string[])[]} rows */
function markdown(heads, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  const rule = heads.map((_, at) => (at === 0 ? '---' : '--:'));
  return [line(heads), line(rule), ...rows.map((row) => line(row.map((cell) => cell.replaceAll('|', '\\|'))))].join(
    '\n',
  );
}
