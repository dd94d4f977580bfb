// @ts-check
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * One quality gate: what was asked, what was found. A required gate that is not passed fails its task;
 * any other only warns.
 *
 * @typedef {object} Gate
 * @property {string} name kebab-case, unique within the task
 * @property {number | string | boolean} threshold what was asked, e.g. `10` or `"none"`
 * @property {number | string | boolean} actual what was found
 * @property {boolean} required
 * @property {boolean} passed
 * @property {'at-most' | 'at-least' | 'equal' | 'kept'} rule how the two are compared; `kept`: what was found is that word
 */

/**
 * @typedef {object} Outcome
 * @property {string} task the task's name in nx-workflow.json
 * @property {Gate[]} gates
 * @property {Record<string, unknown>} [figures] counts and totals; nothing measured, no time, no absolute path
 */

/** What a task is about, for the message of one that throws. */
let subject = relative('.', process.argv[1] ?? '');

process.on('uncaughtException', (error) => {
  // Code that cannot be read names its place at the top of its stack, code that fails has its stack below.
  const [, file = '', line] = /^(\S+\.[cm]?js):(\d+)\n/.exec(String(error.stack)) ?? [];
  const path = file.startsWith('file:') ? fileURLToPath(file) : file;
  const place = line ? `${relative('.', path)}:${line}` : subject;
  // Whatever knows its place already has it in front.
  console.error(/^\S+ error /.test(error.message) ? error.message : `${place} error ${error.message}`);
  process.exit(1);
});

/**
 * @param {string} name
 * @param {Omit<Gate, 'name' | 'required' | 'rule'> & Partial<Pick<Gate, 'required' | 'rule'>>} gate required, and equal,
 *   unless said otherwise
 * @returns {Gate}
 */
export function gate(name, { threshold, actual, passed, required = true, rule = 'equal' }) {
  return { name, threshold, actual, required, passed, rule };
}

/** A gate that is passed when `actual` is at most `threshold`: findings, violations, unused things. */
export const atMost = (
  /** @type {string} */ name,
  /** @type {number} */ threshold,
  /** @type {number} */ actual,
  required = true,
) => gate(name, { threshold, actual, passed: actual <= threshold, required, rule: 'at-most' });

/** A gate that is passed when `actual` is at least `threshold`: coverage, counts of valid things. */
export const atLeast = (
  /** @type {string} */ name,
  /** @type {number} */ threshold,
  /** @type {number} */ actual,
  required = true,
) => gate(name, { threshold, actual, passed: actual >= threshold, required, rule: 'at-least' });

/**
 * Empties a task's output folder, so that no file of an earlier run gets into its cache entry. A task that ends without
 * a result leaves nothing there.
 *
 * @param {string} outputDir
 */
export function openOutput(outputDir) {
  rmSync(outputDir, { recursive: true, force: true });
  mkdirSync(outputDir, { recursive: true });
  subject = outputDir;
  process.on('exit', () => {
    if (!existsSync(join(outputDir, 'result.json'))) rmSync(outputDir, { recursive: true, force: true });
  });
}

/**
 * Writes one output file; anything but text becomes JSON with sorted keys, so that equal values are equal bytes.
 *
 * @param {string} outputDir
 * @param {string} name may hold folders, separated by `/`
 * @param {unknown} content
 */
export function writeOutput(outputDir, name, content) {
  const file = join(outputDir, name);
  mkdirSync(dirname(file), { recursive: true });
  const text = typeof content === 'string' ? content : `${JSON.stringify(sortKeys(content), null, 2)}\n`;
  writeFileSync(file, text.replaceAll('\r\n', '\n'));
}

/**
 * Writes the task's `result.json`, says in one line how it went, and names each gate that is not passed.
 * A required one makes the process exit with code 1.
 *
 * @param {string} outputDir
 * @param {Outcome} outcome
 * @returns {boolean} whether all required gates are passed
 */
export function finish(outputDir, { task, gates, figures = {} }) {
  const failed = gates.filter((one) => !one.passed);
  const passed = failed.every((one) => !one.required);
  const project = posix.dirname(posix.dirname(outputDir));
  writeOutput(outputDir, 'result.json', { task, project, status: passed ? 'passed' : 'failed', gates, figures });
  console.log(`${task}: ${passed ? 'passed' : 'failed'}, ${gates.length - failed.length} of ${gates.length} gates`);
  for (const one of failed) {
    const line = `gate ${one.name}: threshold ${one.threshold}, actual ${one.actual}`;
    if (one.required) console.error(`error ${line}`);
    else console.warn(`warning ${line}`);
  }
  if (!passed) process.exitCode = 1;
  return passed;
}

/**
 * The same value with the keys of every object in code unit order; lists keep theirs.
 *
 * @param {any} value
 * @returns {any}
 */
export function sortKeys(value) {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort(compareText)
      .map((key) => [key, sortKeys(value[key])]),
  );
}

/**
 * Compares by code units: an order that no locale changes.
 *
 * @param {string} a
 * @param {string} b
 */
export function compareText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
