// Runs jest with all counts, and with a file that tests add to what they tried. Arguments go to jest:
// `npm run test:long -- executors/codegen/damage`. A run of everything writes docs/test-long-result.json; with
// --write, so does a run of a part, which then says so.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, availableParallelism, platform, release, tmpdir } from 'node:os';
import { join } from 'node:path';
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
const run = spawnSync(process.execPath, [jest, '--json', '--outputFile', report, ...args], {
  cwd: root,
  env,
  // What jest prints goes to standard error; its JSON is in the file.
  stdio: ['inherit', 'ignore', 'inherit'],
});

const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
/** @type {Record<string, number>} */
const tried = {};
for (const line of readFileSync(counts, 'utf8').split('\n').filter(Boolean)) {
  const { what, count } = JSON.parse(line);
  tried[what] = (tried[what] ?? 0) + count;
}
rmSync(folder, { recursive: true, force: true });

const require = createRequire(import.meta.url);
const outcome = {
  command: ['npm run test:long', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
  tests: { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests },
  tried: Object.fromEntries(Object.entries(tried).sort(([a], [b]) => (a < b ? -1 : 1))),
  machine: {
    node: process.versions.node,
    nx: require('nx/package.json').version,
    system: `${platform()} ${release()} ${arch()}`,
    cores: availableParallelism(),
  },
};
console.log(JSON.stringify(outcome, null, 2));
if (writes) writeFileSync(result, `${JSON.stringify(outcome, null, 2)}\n`);
process.exitCode = run.status ?? 1;
