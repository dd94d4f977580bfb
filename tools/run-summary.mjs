// @ts-check
import { duration } from './run-progress.mjs';

/**
 * The last lines of `npm start`: a summary of the run in one line, and reasons of failures.
 *
 * @typedef {import('../dist/state/run-records.js').RunRecord} RunRecord
 * @typedef {import('../dist/state/run-records.js').TaskRecord} TaskRecord
 */

const GREEN = 32;
const RED = 31;

/**
 * @param {RunRecord} record
 * @param {object} options
 * @param {readonly { name: string, id?: number }[]} options.declared all tasks of the workflow file
 * @param {readonly import('./failed-task.mjs').FailedTask[]} [options.failed]
 * @param {boolean} [options.colours]
 * @returns {string} without a line end
 */
export function summary({ ms, tasks }, { declared, failed = [], colours = false }) {
  const paint = (/** @type {number} */ code, /** @type {string} */ text) =>
    colours ? `\x1b[${code}m${text}\x1b[0m` : text;
  const numbered = declared.filter(({ id }) => id !== undefined);
  const done = numbered.filter(({ name }) => isDone(tasks.filter(({ target }) => target === name)));
  const count = (/** @type {string[]} */ ...statuses) =>
    tasks.filter(({ status, umbrella }) => !umbrella && statuses.includes(status)).length;
  const headline = `${done.length} of ${numbered.length} tasks done in ${duration(ms)}`;
  const totals = [
    `${count('ran', 'stopped')} targets ran`,
    `${count('local-cache', 'remote-cache')} came from the cache`,
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
  ];
  return [
    `${paint(failed.length === 0 ? GREEN : RED, headline)}: ${totals.join(', ')}`,
    ...failed.flatMap(({ task, output, log }) => [
      '',
      `  ${paint(RED, `${task} failed`)}`,
      ...output.map((line) => `    ${line}`),
      ...(log === undefined ? [] : [`  its whole output: ${log}`]),
      `  it alone: npx nx run ${task}`,
    ]),
  ].join('\n');
}

/** @param {readonly TaskRecord[]} records of one task, on each of its projects */
function isDone(records) {
  return (
    records.length > 0 &&
    records.every(({ status }) => ['ran', 'stopped', 'local-cache', 'remote-cache'].includes(status))
  );
}
