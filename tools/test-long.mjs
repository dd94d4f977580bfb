// Runs all tests that have a long form, with full counts, and collects the counts in a file. Arguments are passed to jest:
// `npm run test:long -- engine/tests/damage`. A complete run writes docs/test-long-result.json; with --write, so does a
// partial run, which is marked as such.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, availableParallelism, platform, release, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const result = join(root, 'docs', 'test-long-result.json');
const args = process.argv.slice(2).filter((argument) => argument !== '--write');
const writes = args.length === 0 || process.argv.includes('--write');

const folder = mkdtempSync(join(tmpdir(), 'nx-workflow-test-long-'));
const [report, counts] = [join(folder, 'jest.json'), join(folder, 'tried')];
writeFileSync(counts, '');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const env = { ...process.env, NX_WORKFLOW_TEST_LONG: '1', NX_WORKFLOW_TRIED: counts };
const chosen = args.length > 0 ? args : ['--runTestsByPath', ...specsWithMore()];
const began = process.hrtime.bigint();
const run = spawnSync(process.execPath, [jest, '--json', '--outputFile', report, ...chosen], {
  cwd: root,
  env,
  // Jest's text goes to standard error; its JSON to the file.
  stdio: ['inherit', 'ignore', 'inherit'],
});
const minutes = Math.round(Number(process.hrtime.bigint() - began) / 60e9);

const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
/** @type {Record<string, number>} */
const tried = {};
/** @type {Record<string, object>} */
const measured = {};
for (const line of readFileSync(counts, 'utf8').split('\n').filter(Boolean)) {
  const { what, count, figures } = JSON.parse(line);
  if (figures === undefined) tried[what] = (tried[what] ?? 0) + count;
  else measured[what] = figures;
}
rmSync(folder, { recursive: true, force: true });

/** The test files that take half a minute or more, longest first. */
const seconds = testResults
  .map((/** @type {{ name: string, startTime: number, endTime: number }} */ { name, startTime, endTime }) => [
    relative(root, name),
    Math.round((endTime - startTime) / 1000),
  ])
  .filter((/** @type {[string, number]} */ [, took]) => took >= 30)
  .sort((/** @type {[string, number]} */ [, a], /** @type {[string, number]} */ [, b]) => b - a);

/** @template T @param {Record<string, T>} entries @returns {Record<string, T>} */
const sorted = (entries) => Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));

const require = createRequire(import.meta.url);
const outcome = {
  command: ['npm run test:long', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
  minutes,
  tests: { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests },
  tried: sorted(tried),
  measured: sorted(measured),
  seconds: Object.fromEntries(seconds),
  machine: {
    node: process.versions.node,
    nx: require('nx/package.json').version,
    system: `${platform()} ${release()} ${arch()}`,
    cores: availableParallelism(),
  },
};
console.log(JSON.stringify(outcome, null, 2));
if (writes) {
  writeFileSync(result, `${JSON.stringify(outcome, null, 2)}\n`);
  // Updates the page with the figures.
  spawnSync(process.execPath, [join(root, 'tools', 'tried-table.mjs')], { cwd: root, stdio: 'inherit' });
}
process.exitCode = run.status ?? 1;

/** Includes fast-check properties, which get more cases by tools/long-properties.js. */
function specsWithMore() {
  const all = spawnSync('git', ['ls-files', '*.spec.ts'], { cwd: root, encoding: 'utf8' }).stdout.split('\n');
  const hasMore = /NX_WORKFLOW_TEST_LONG|\/(sample|tried)'|'fast-check'/;
  return all.filter((file) => file !== '' && hasMore.test(readFileSync(join(root, file), 'utf8')));
}
