// Writes the counts of the last `npm run test:long` to e2e/RESULTS.md; with --check, only checks that they are there.
// Called by that test, so that the page has the figures of docs/test-long-result.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';

/**
 * @typedef {object} Result
 * @property {string} command
 * @property {number} minutes
 * @property {{ passed: number, failed: number, skipped: number }} tests
 * @property {Record<string, number>} tried
 * @property {Record<string, Record<string, number>>} measured
 * @property {Record<string, number>} seconds
 * @property {{ node: string, nx: string, system: string, cores: number }} machine
 */

const root = new URL('../', import.meta.url);
const page = fileURLToPath(new URL('e2e/RESULTS.md', root));
const file = fileURLToPath(new URL('docs/test-long-result.json', root));
const [START, END] = ['<!-- tried -->', '<!-- end: tried -->'];

/** @param {Result | undefined} result undefined where none has been written yet */
export function triedText(result) {
  if (!result) return 'No result has been written yet: `npm run test:long` does it.';
  const { command, minutes, tests, tried, measured, machine } = result;
  const number = (/** @type {number} */ value) => value.toLocaleString('en-US').replaceAll(',', ' ');
  const missing = tests.skipped === 0 ? '' : `, ${number(tests.skipped)} skipped`;
  const lines = [
    `\`${command}\` took ${minutes} minutes on ${machine.cores} cores (${machine.system}, Node ${machine.node}, Nx ${machine.nx}):`,
    `${number(tests.passed)} tests passed, ${number(tests.failed)} failed${missing}.`,
    '',
    '| what was tried | how often |',
    '| --- | ---: |',
    ...Object.entries(tried).map(([what, count]) => `| ${what} | ${number(count)} |`),
  ];
  const pieces = Object.entries(measured);
  if (pieces.length === 0) return lines.join('\n');
  const rows = pieces.map(([what, { ms = 0, memoryMB = 0 }]) => `| ${what} | ${number(ms)} | ${number(memoryMB)} |`);
  return [
    ...lines,
    '',
    'Large work, with another test beside it:',
    '',
    '| what | ms | most memory, MB |',
    '| --- | ---: | ---: |',
    ...rows,
  ].join('\n');
}

/** @param {string} text the page @param {Result | undefined} result */
export async function withTried(text, result) {
  const [from, to] = [text.indexOf(START), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`e2e/RESULTS.md has no place for what was tried: ${START} … ${END}`);
  const next = `${text.slice(0, from + START.length)}\n\n${triedText(result)}\n\n${text.slice(to)}`;
  const style = JSON.parse(readFileSync(new URL('.prettierrc.json', root), 'utf8'));
  return format(next, { ...style, parser: 'markdown' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const before = readFileSync(page, 'utf8');
  const after = await withTried(before, existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
  if (!process.argv.includes('--check')) writeFileSync(page, after);
  else if (after !== before) {
    console.error(
      'e2e/RESULTS.md does not have the figures of docs/test-long-result.json: run node tools/tried-table.mjs',
    );
    process.exitCode = 1;
  }
}
