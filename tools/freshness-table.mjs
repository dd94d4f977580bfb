// Writes the result of the freshness matrix to e2e/RESULTS.md; with --check, only checks that it is there. The long test
// of e2e/freshness-matrix writes that result if every cell is right, and calls this.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';

/**
 * @typedef {object} Row
 * @property {string} heading
 * @property {string} id
 * @property {string} title
 * @property {Record<string, string>} cells
 *
 * @typedef {object} Result
 * @property {Record<string, string>} columns their titles
 * @property {Row[]} rows
 */

const root = new URL('../', import.meta.url);
const page = fileURLToPath(new URL('e2e/RESULTS.md', root));
const file = fileURLToPath(new URL('e2e/freshness-matrix/result.json', root));
const [START, END] = ['<!-- freshness -->', '<!-- end: freshness -->'];

/** @param {Result | undefined} result undefined where none has been written yet */
export function freshnessText(result) {
  if (!result) return 'No result has been written yet: `npm run test:long -- e2e/freshness-matrix` does it.';
  const { columns, rows } = result;
  const names = Object.keys(columns);
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  const lines = [line(['change', ...Object.values(columns)]), line(['change', ...names].map(() => '---'))];
  let heading = '';
  for (const row of rows) {
    if (row.heading !== heading) lines.push(line([`**${row.heading}**`, ...names.map(() => '')]));
    heading = row.heading;
    lines.push(line([row.title, ...names.map((name) => shown(row.cells[name] ?? '—'))]));
  }
  return lines.join('\n');
}

/** @param {string} cell */
function shown(cell) {
  return cell.replace(/^error: (.+)$/, '`$1`');
}

/** @param {string} text the page @param {Result | undefined} result */
export async function withFreshness(text, result) {
  const [from, to] = [text.indexOf(START), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`e2e/RESULTS.md has no place for the matrix: ${START} … ${END}`);
  const next = `${text.slice(0, from + START.length)}\n\n${freshnessText(result)}\n\n${text.slice(to)}`;
  const style = JSON.parse(readFileSync(new URL('.prettierrc.json', root), 'utf8'));
  return format(next, { ...style, parser: 'markdown' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const before = readFileSync(page, 'utf8');
  const after = await withFreshness(before, existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
  if (!process.argv.includes('--check')) writeFileSync(page, after);
  else if (after !== before) {
    console.error('e2e/RESULTS.md does not show e2e/freshness-matrix/result.json: run node tools/freshness-table.mjs');
    process.exitCode = 1;
  }
}
