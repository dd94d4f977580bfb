// @ts-check
/**
 * The end of `npm start`: what a run did, task by task, in words and columns.
 *
 * @typedef {import('../dist/state/run-records.js').RunRecord} RunRecord
 * @typedef {import('../dist/state/run-records.js').TaskRecord} TaskRecord
 * @typedef {{ name: string, id?: number }} DeclaredTask
 * @typedef {DeclaredTask & { tasks: TaskRecord[], ran: number, cached: number, failed: number }} Row
 */

const HEADER = ['', 'task', 'projects', 'ran', 'cached', 'failed', 'time'];
const GREEN = 32;
const RED = 31;
const DIM = 2;

/**
 * @param {RunRecord} record
 * @param {object} options
 * @param {DeclaredTask[]} options.declared all tasks of the workflow file; Nx records none for what it never came to
 * @param {import('./failed-task.mjs').FailedTask[]} [options.failed]
 * @param {boolean} [options.colours]
 * @returns {string} without a line end
 */
export function summary(record, { declared, failed = [], colours = false }) {
  const paint = (/** @type {number} */ code, /** @type {string} */ text) =>
    colours ? `\x1b[${code}m${text}\x1b[0m` : text;
  const rows = [...declared, ...alsoRun(record, declared)].map((task) => rowOf(task, record.tasks)).sort(byId);
  const numbered = rows.filter(({ id }) => id !== undefined);
  const others = rows.filter(({ id }) => id === undefined);
  const count = (/** @type {Row[]} */ some) => `${some.filter(isDone).length} of ${some.length}`;
  const also = others.length === 0 ? '' : ` and ${count(others)} other targets`;
  const headline = `${count(numbered)} tasks${also} done in ${duration(record.ms)}`;
  const [header = '', ...lines] = columns([HEADER, ...rows.map(cells)]);
  return [
    `${paint(rows.every(isDone) ? GREEN : RED, headline)}: ${totals(rows)}`,
    '',
    paint(DIM, header),
    ...lines.map((line, at) => (isDone(/** @type {Row} */ (rows[at])) ? line : paint(RED, line))),
    ...failed.flatMap(failure).map((line) => paint(RED, line)),
  ].join('\n');
}

/** Targets that the plugin adds to those of the file. @param {RunRecord} record @param {DeclaredTask[]} declared */
function alsoRun({ tasks }, declared) {
  const known = new Set(declared.map(({ name }) => name));
  const added = tasks.filter(({ target, workflow, umbrella }) => workflow && !umbrella && !known.has(target));
  return [...new Set(added.map(({ target }) => target))].map((name) => ({ name }));
}

/** @param {DeclaredTask} task @param {readonly TaskRecord[]} records @returns {Row} */
function rowOf(task, records) {
  const tasks = records.filter(({ target }) => target === task.name);
  const count = (/** @type {string[]} */ ...statuses) => tasks.filter(({ status }) => statuses.includes(status)).length;
  return {
    ...task,
    tasks,
    ran: count('ran', 'stopped'),
    cached: count('local-cache', 'remote-cache'),
    failed: count('failed'),
  };
}

/** @param {Row} row */
function isDone({ tasks, ran, cached }) {
  return tasks.length > 0 && ran + cached === tasks.length;
}

/** @param {Row} row */
function cells({ id, name, tasks, ran, cached, failed }) {
  const time = tasks.reduce((total, { ms = 0 }) => total + ms, 0);
  const number = (/** @type {number} */ value) => (value === 0 ? '-' : String(value));
  return [
    String(id ?? ''),
    name,
    number(tasks.length),
    number(ran),
    number(cached),
    number(failed),
    tasks.length === 0 ? 'not started' : duration(time),
  ];
}

/** Names to the left, numbers to the right. @param {string[][]} table */
function columns(table) {
  const width = (/** @type {number} */ at) => Math.max(...table.map((row) => row[at]?.length ?? 0));
  return table.map((row) => {
    const padded = row.map((cell, at) => (at === 1 ? cell.padEnd(width(at)) : cell.padStart(width(at))));
    return `  ${padded.join('  ')}`.trimEnd();
  });
}

/** @param {Row[]} rows */
function totals(rows) {
  const sum = (/** @type {'ran' | 'cached' | 'failed'} */ key) => rows.reduce((total, row) => total + row[key], 0);
  const failed = sum('failed');
  return `${sum('ran')} ran, ${sum('cached')} from the cache${failed > 0 ? `, ${failed} failed` : ''} (a task counts once for each project)`;
}

/** @param {import('./failed-task.mjs').FailedTask} failed */
function failure({ task, reasons, log }) {
  const output = log === undefined ? [] : [`    its output: ${log}`];
  return ['', `  ${task} failed`, ...reasons.map((line) => `    ${line}`), ...output, `    alone: npx nx run ${task}`];
}

/** @param {Row} a @param {Row} b */
function byId(a, b) {
  return (a.id ?? Infinity) - (b.id ?? Infinity) || 0;
}

/** @param {number} ms */
function duration(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
