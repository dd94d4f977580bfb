// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** The number of output lines that are shown; of longer output, the beginning and the end. */
const MOST_LINES = 14;
const FIRST_LINES = 8;

/**
 * A failed task: `output` is its output, shortened, without Nx's additions; `log` is Nx's file with the full output,
 * relative to the workspace root.
 *
 * @typedef {{ task: string, output: string[], log?: string }} FailedTask
 */

/**
 * @param {string} root the workspace's root
 * @param {{ task: string, hash?: string }} record of the run
 * @param {string} [cache] Nx's cache folder, from the root
 * @returns {FailedTask} without output and log if Nx stored none
 */
export function failedTask(root, { task, hash }, cache = process.env.NX_CACHE_DIRECTORY || '.nx/cache') {
  const file = resolve(root, cache, 'terminalOutputs', hash ?? '');
  if (hash === undefined || !existsSync(file)) return { task, output: [] };
  // Without the command itself and Nx's final line about the failure.
  const lines = stripVTControlCharacters(readFileSync(file, 'utf8'))
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^(?:> |Warning: command ")/.test(line));
  return { task, output: shortened(lines), log: relative(root, file) };
}

/** @param {string[]} lines */
function shortened(lines) {
  const left = lines.length - MOST_LINES;
  if (left <= 0) return lines;
  return [...lines.slice(0, FIRST_LINES), `… ${left} more lines …`, ...lines.slice(FIRST_LINES + left)];
}
