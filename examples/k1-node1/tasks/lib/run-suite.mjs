// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareText } from './result.mjs';

/**
 * @typedef {{ group: string, name: string, passed: boolean, message?: string }} TestOutcome
 */

const SUITES = join(dirname(dirname(fileURLToPath(import.meta.url))), 'suites');
const require = createRequire(import.meta.url);

/**
 * Runs one file of `suites/` with jest, as ES modules and in a process of its own.
 *
 * @param {string} suite the file's name, e.g. `unit.test.mjs`
 * @param {Record<string, unknown>} facts passed to the suite as the global `K1`
 * @returns {{ tests: TestOutcome[], broken: string[] }} sorted and without timings; `broken`: errors of
 *   jest itself or of loading the file
 */
export function runSuite(suite, facts) {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'k1-suite-'));
  const file = join(folder, 'results.json');
  const config = {
    rootDir: SUITES,
    testMatch: [`<rootDir>/${suite}`],
    testEnvironment: join(SUITES, 'environment.mjs'),
    transform: {},
    globals: { K1: { ...facts, root: resolve('.') } },
    testTimeout: 60_000,
    watchman: false,
    cacheDirectory: join(folder, 'cache'),
  };
  // Pass facts in a file, because those of a large library exceed the length limit of arguments.
  const configFile = join(folder, 'jest.config.json');
  writeFileSync(configFile, JSON.stringify(config));
  const run = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      require.resolve('jest/bin/jest'),
      ...['--config', configFile, '--runInBand', '--json', '--outputFile', file],
    ],
    // Run in a folder of its own, so that jest does not search parent folders for a configuration.
    { encoding: 'utf8', cwd: folder, env: { ...process.env, FORCE_COLOR: '0', NODE_OPTIONS: '' } },
  );
  try {
    if (!existsSync(file)) return { tests: [], broken: [`jest did not run: ${run.stderr || run.error}`] };
    /** @type {{ testResults: { assertionResults: any[], status: string, message: string }[] }} */
    const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
    return {
      tests: testResults.flatMap(({ assertionResults }) => assertionResults.map(outcomeOf)).sort(byName),
      broken: testResults
        .filter(({ assertionResults, status }) => status === 'failed' && assertionResults.length === 0)
        .map(({ message }) => clean(message)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {any} result @returns {TestOutcome} */
function outcomeOf({ ancestorTitles, title, status, failureMessages }) {
  const passed = status === 'passed';
  const about = { group: ancestorTitles.join(' '), name: title, passed };
  return passed ? about : { ...about, message: clean(failureMessages.join('\n') || status) };
}

/** A failure message without stack, colours and absolute paths. @param {string} message */
function clean(message) {
  const lines = message
    .replace(/\x1b\[[0-9;]*m/g, '')
    .replaceAll(`${resolve('.')}/`, '')
    .split('\n')
    .filter((line) => !/^\s+at /.test(line) && line.trim() !== '');
  return lines.join('\n').trim();
}

/** @param {TestOutcome} a @param {TestOutcome} b */
function byName(a, b) {
  return compareText(a.group, b.group) || compareText(a.name, b.name);
}
