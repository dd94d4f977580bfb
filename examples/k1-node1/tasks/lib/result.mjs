// @ts-check
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A quality gate. A required gate that does not pass fails its task; any other gate only warns.
 *
 * @typedef {object} Gate
 * @property {string} name kebab-case, unique within the task
 * @property {number | string | boolean} threshold expected value, e.g. `10` or `"none"`
 * @property {number | string | boolean} actual measured value
 * @property {boolean} required
 * @property {boolean} passed
 * @property {'at-most' | 'at-least' | 'equal' | 'kept'} rule how `actual` is compared with `threshold`; `kept`: `actual` is the string "kept"
 */

/**
 * @typedef {object} Outcome
 * @property {string} task the task's name in nx-workflow.json
 * @property {Gate[]} gates
 * @property {Record<string, unknown>} [figures] counts and totals, which must be deterministic: no measurements, timestamps or absolute paths
 */

/** The project under test, for error messages. */
let subject = relative('.', process.argv[1] ?? '');

process.on('uncaughtException', (error) => {
  // A syntax error has its location in the first line of the stack; other errors have it in the stack frames.
  const [, file = '', line] = /^(\S+\.[cm]?js):(\d+)\n/.exec(String(error.stack)) ?? [];
  const path = file.startsWith('file:') ? fileURLToPath(file) : file;
  const place = line ? `${relative('.', path)}:${line}` : subject;
  // Some messages already start with a location.
  console.error(/^\S+ error /.test(error.message) ? error.message : `${place} error ${error.message}`);
  process.exit(1);
});

/**
 * @param {string} name
 * @param {Omit<Gate, 'name' | 'required' | 'rule'> & Partial<Pick<Gate, 'required' | 'rule'>>} gate by default
 *   required, with the rule `equal`
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
 * Empties a task's output folder, so that no file of an earlier run gets into its cache entry. The folder is removed again
 * if the task exits without a result.
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
 * Writes an output file. Values other than strings become JSON with sorted keys, so equal values give equal bytes.
 *
 * @param {string} outputDir
 * @param {string} name may contain folders, separated by `/`
 * @param {unknown} content
 */
export function writeOutput(outputDir, name, content) {
  const file = join(outputDir, name);
  mkdirSync(dirname(file), { recursive: true });
  const text = typeof content === 'string' ? content : `${JSON.stringify(sortKeys(content), null, 2)}\n`;
  writeFileSync(file, text.replaceAll('\r\n', '\n'));
}

/**
 * Writes the task's `result.json`, prints a one-line summary and each gate that did not pass. If a required gate did not
 * pass, the exit code is 1.
 *
 * @param {string} outputDir
 * @param {Outcome} outcome
 * @returns {boolean} true if all required gates passed
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
 * Copies a value with the keys of every object sorted by code units. Lists keep their order.
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
 * Compares by code units, independently of the locale.
 *
 * @param {string} a
 * @param {string} b
 */
export function compareText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
