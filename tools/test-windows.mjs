// @ts-check
// Runs tests with Windows' Node: `npm run test:windows`. On Linux with Wine, which is installed if needed; on Windows
// directly. Arguments are passed to jest.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare, wineEnvironment } from './windows/prepare.mjs';
import { byWine, onWindows } from './windows/suites.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

const isWindows = process.platform === 'win32';
const made = isWindows ? undefined : prepared();
const env = { ...process.env, ...(made ? { NX_WORKFLOW_TEST_WINDOWS: JSON.stringify(made) } : {}) };
const suites = isWindows ? onWindows : byWine;
const failed = suites.filter((suite) => {
  const args = [jest, ...suite, ...process.argv.slice(2)];
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status !== 0;
});
// Wine keeps a server running for the next program.
if (made) spawnSync('wineserver', ['-k'], { env: wineEnvironment(made.prefix), stdio: 'ignore' });
console.log(
  failed.length === 0 ? 'test:windows: passed' : `test:windows: failed: ${failed.map(([, path]) => path).join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

function prepared() {
  try {
    return prepare({ install: true });
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exit(1);
  }
}
