// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { drawBars } from './bars.mjs';
import { cellText, machineText, ratioText, verdict } from './format.mjs';
import { chartTable, chartWords, frontPage } from './front-page.mjs';
import { BENCHMARKS, FRONT_PAGE, LATEST, README, RECORDED } from './places.mjs';
import { drawScale } from './plot.mjs';
import { mergeResults, readResults } from './results.mjs';

const RESULTS = markers('results');
const FRONT = markers('figures');

/**
 * Writes the last results with pictures between the markers of the READMEs, and the numbers to results/recorded.json, so
 * that every figure in the text comes from a run. A benchmark that has not run since keeps its recorded results.
 */
export async function writeReadme() {
  const latest = readResults(LATEST);
  if (latest.length === 0) throw new Error('nothing has been measured yet: npm run bench');
  mergeResults(RECORDED, latest);
  const results = readResults(RECORDED);
  const plot = plotOf(results);
  const words = barsOf(results);
  await fill(
    README,
    RESULTS,
    [summary(results), ...results.map((result) => section(result, plot, words))].join('\n\n'),
  );
  const front = frontPage(results);
  if (front && words !== undefined) {
    const { heads, rows, about } = front;
    const picture = `![${words}](benchmarks/codegen.svg)`;
    await fill(
      FRONT_PAGE,
      FRONT,
      [`Measured by \`npm run bench\` (${about}):`, markdown(heads, rows, '---'), picture].join('\n\n'),
    );
  }
}

/** @param {string} what */
function markers(what) {
  return { begin: `<!-- ${what}: written by \`npm run bench -- --write-readme\` -->`, end: `<!-- end of ${what} -->` };
}

/** Replaces the text between two markers of a file. @param {string} file @param {{ begin: string, end: string }} markers @param {string} body */
async function fill(file, { begin, end }, body) {
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has lost its markers: ${begin} … ${end}`);
  const whole = `${text.slice(0, from + begin.length)}\n\n${body}\n\n${text.slice(to)}`;
  writeFileSync(file, await format(whole, { ...(await resolveConfig(file)), filepath: file }));
}

/** @param {readonly import('./results.mjs').Result[]} results @returns {string | undefined} the alternative text of the picture */
function barsOf(results) {
  const codegen = results.find(({ name }) => name === 'codegen');
  const table = codegen && chartTable(codegen);
  if (!table) return undefined;
  writeFileSync(
    join(BENCHMARKS, 'codegen.svg'),
    drawBars(table, (name) => name.startsWith('nx-workflow')),
  );
  return chartWords(table);
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
  const machines = [...new Set(results.map(({ machine, date }) => `${date}: ${machineText(machine)}`))].sort();
  const rows = results.flatMap(({ figures }) =>
    figures
      .filter(({ target }) => target !== undefined)
      .map((figure) => [figure.what, ratioText(figure), figure.target ?? '', verdict(figure)]),
  );
  return [
    ...machines.map((machine) => `Measured ${machine}.\n`),
    '',
    '### Figures that we hold ourselves to',
    '',
    markdown(['', 'measured', 'target', ''], rows),
  ].join('\n');
}

/** @param {import('./results.mjs').Result} result @param {boolean} plot @param {string | undefined} words */
function section({ name, about, date, how, tables, figures, notes }, plot, words) {
  const others = figures.filter(({ target }) => target === undefined);
  return [
    `### ${name}`,
    '',
    `${about} Up to ${how.runs} rounds, measured ${date}.`,
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
    ...(words !== undefined && name === 'codegen' ? ['', `![${words}](codegen.svg)`] : []),
  ].join('\n');
}

/** @param {readonly string[]} heads @param {readonly (readonly string[])[]} rows @param {'---' | '--:'} [others] alignment of the columns after the first */
function markdown(heads, rows, others = '--:') {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  const rule = heads.map((_, at) => (at === 0 ? '---' : others));
  return [line(heads), line(rule), ...rows.map((row) => line(row.map((cell) => cell.replaceAll('|', '\\|'))))].join(
    '\n',
  );
}
