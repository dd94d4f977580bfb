// @ts-check
/**
 * The end of `npm start`: what a run did, task by task, in words and columns.
 *
 * @typedef {import('../dist/state/run-records.js').RunRecord} RunRecord
 * @typedef {import('../dist/state/run-records.js').TaskRecord} TaskRecord
 */

/**
 * @param {RunRecord} record
 * @param {{ colours?: boolean }} [options]
 * @returns {string} without a line end
 */
export function summary(record, { colours = false } = {}) {
  const paint = (/** @type {number} */ code, /** @type {string} */ text) =>
    colours ? `\x1b[${code}m${text}\x1b[0m` : text;
  const rows = byTask(record.tasks.filter(({ id, workflow }) => id !== undefined || workflow !== undefined));
  const done = rows.filter(({ failed, skipped }) => failed + skipped === 0).length;
  const cells = [
    ['', 'task', 'projects', 'ran', 'cached', 'failed', 'time'],
    ...rows.map((row) =>
      [row.id, row.name, row.projects, row.ran, row.cached, row.failed + row.skipped, duration(row.ms)].map(String),
    ),
  ];
  const widths = cells.reduce(
    (most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)),
    /** @type {number[]} */ ([]),
  );
  const lines = cells.map((row, index) => {
    const text = row
      .map((cell, at) => (at === 1 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ');
    const failed = index > 0 && rows[index - 1] && (rows[index - 1]?.failed ?? 0) + (rows[index - 1]?.skipped ?? 0) > 0;
    return `  ${index === 0 ? paint(2, text) : failed ? paint(31, text) : text}`.trimEnd();
  });
  const headline = `${done} of ${rows.length} tasks done in ${duration(record.ms)}`;
  return [
    paint(done === rows.length ? 32 : 31, headline) + `: ${counts(rows)}`,
    '',
    ...lines,
    ...rows.flatMap((row) => row.broken).map((text) => paint(31, `  ${text}`)),
  ].join('\n');
}

/** @param {{ ran: number, cached: number, failed: number, skipped: number }[]} rows */
function counts(rows) {
  const sum = (/** @type {'ran' | 'cached' | 'failed' | 'skipped'} */ key) =>
    rows.reduce((total, row) => total + row[key], 0);
  const parts = [`${sum('ran')} ran`, `${sum('cached')} from the cache`];
  if (sum('failed') > 0) parts.push(`${sum('failed')} failed`);
  if (sum('skipped') > 0) parts.push(`${sum('skipped')} not started`);
  return parts.join(', ');
}

/** One row for each task of the workflow, over all of its projects, in the order of ids. @param {TaskRecord[]} tasks */
function byTask(tasks) {
  /** @type {Map<string, { id: number | '', name: string, projects: number, ran: number, cached: number, failed: number, skipped: number, ms: number, broken: string[] }>} */
  const rows = new Map();
  for (const { id, target, task, status, ms } of tasks) {
    const row = rows.get(target) ?? {
      id: id ?? '',
      name: target,
      projects: 0,
      ran: 0,
      cached: 0,
      failed: 0,
      skipped: 0,
      ms: 0,
      broken: [],
    };
    rows.set(target, row);
    row.projects++;
    row.ms += ms ?? 0;
    if (status === 'local-cache' || status === 'remote-cache') row.cached++;
    else if (status === 'skipped') row.skipped++;
    else if (status === 'failed') row.failed++;
    else row.ran++;
    if (status === 'failed') row.broken.push(`failed: ${task} (its output is above)`);
    if (status === 'skipped') row.broken.push(`not started: ${task}, because a task that it needs failed`);
  }
  return [...rows.values()].sort(
    (a, b) => Number(a.id || Infinity) - Number(b.id || Infinity) || (a.name < b.name ? -1 : 1),
  );
}

/** @param {number} ms */
function duration(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
