// @ts-check
// Runs tests with Windows' Node by Wine: `npm run test:windows`. Arguments go to jest. Installs what it needs.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare, wineEnvironment } from './windows/prepare.mjs';
import { suites } from './windows/suites.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

let made;
try {
  made = prepare({ install: true });
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exit(1);
}
const env = { ...process.env, NX_WORKFLOW_TEST_WINDOWS: JSON.stringify(made) };
const args = process.argv.slice(2);
process.exitCode = 0;
for (const suite of suites) {
  const run = spawnSync(process.execPath, [jest, ...suite, ...args], { cwd: root, env, stdio: 'inherit' });
  if (run.status !== 0) process.exitCode = run.status ?? 1;
}
// What Wine keeps running for the next program.
spawnSync('wineserver', ['-k'], { env: wineEnvironment(made.prefix), stdio: 'ignore' });
