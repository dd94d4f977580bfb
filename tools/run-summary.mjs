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
 * @param {{ declared: DeclaredTask[], colours?: boolean }} options `declared`: all tasks of the workflow file; Nx
 *   records none for what it never came to
 * @returns {string} without a line end
 */
export function summary(record, { declared, colours = false }) {
  const paint = (/** @type {number} */ code, /** @type {string} */ text) =>
    colours ? `\x1b[${code}m${text}\x1b[0m` : text;
  const rows = declared.map((task) => rowOf(task, record.tasks)).sort(byId);
  const done = rows.filter(isDone).length;
  const headline = `${done} of ${rows.length} tasks done in ${duration(record.ms)}`;
  const [header = '', ...lines] = columns([HEADER, ...rows.map(cells)]);
  return [
    `${paint(done === rows.length ? GREEN : RED, headline)}: ${totals(rows)}`,
    '',
    paint(DIM, header),
    ...lines.map((line, at) => (isDone(/** @type {Row} */ (rows[at])) ? line : paint(RED, line))),
    ...failures(rows).map((line) => paint(RED, line)),
  ].join('\n');
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

/** @param {Row[]} rows */
function failures(rows) {
  const failed = rows.flatMap(({ tasks }) => tasks.filter(({ status }) => status === 'failed'));
  return failed.length === 0
    ? []
    : ['', ...failed.map(({ task }) => `  ${task} failed: its output is above, and npx nx run ${task} runs it alone`)];
}

/** @param {Row} a @param {Row} b */
function byId(a, b) {
  return (a.id ?? Infinity) - (b.id ?? Infinity) || 0;
}

/** @param {number} ms */
function duration(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
