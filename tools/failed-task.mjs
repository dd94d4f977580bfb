// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';

/**
 * What is left of a task that failed. `log` is the file that Nx keeps its output in, from the workspace's root;
 * `reasons` are the quality gates that it did not pass, or else the last line of what it printed.
 *
 * @typedef {{ task: string, reasons: string[], log?: string }} FailedTask
 */

/**
 * @param {string} root the workspace's root
 * @param {{ task: string, hash?: string }} record of the run
 * @param {string} [cache] Nx's cache folder, from the root
 * @returns {FailedTask} without reasons and log where Nx has kept nothing
 */
export function failedTask(root, { task, hash }, cache = process.env.NX_CACHE_DIRECTORY || '.nx/cache') {
  const file = resolve(root, cache, 'terminalOutputs', hash ?? '');
  if (hash === undefined || !existsSync(file)) return { task, reasons: [] };
  // Nx's own last word says that the command failed, which is known.
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('Warning: command "'));
  const gates = lines.flatMap((line) => /^error (gate .*)$/.exec(line)?.[1] ?? []);
  return { task, reasons: gates.length > 0 ? gates : lines.slice(-1), log: relative(root, file) };
}
