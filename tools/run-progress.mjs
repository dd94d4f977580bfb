// @ts-check
import { stripVTControlCharacters } from 'node:util';

/**
 * The progress of `npm start`: one line for each task of the workflow file, written when the task is done on all of its
 * projects.
 *
 * @typedef {{ name: string, id?: number, projects: number }} PlannedTask
 * @typedef {{ ran: number, cached: number, failed: number }} Counts
 */

/** Nx's lines for a finished task, as `run-many` prints them without a terminal. */
const SUCCEEDED = /^[✔√] +nx run [^:\s]+:([^:\s]+)\S*(?: +\[(.+)\])?$/u;
const FAILED = /^(?:::group::)?(?:❌ )?> nx run [^:\s]+:([^:\s]+)\S*$/u;
const HEADER = ['', 'task', 'projects', 'ran', 'cached', 'done after'];

export class RunProgress {
  /** @type {Map<string, Counts>} */
  #counts = new Map();
  #rest = '';

  /**
   * @param {readonly PlannedTask[]} tasks
   * @param {object} options
   * @param {(line: string) => void} options.write
   * @param {() => number} options.elapsed milliseconds since the start
   */
  constructor(tasks, { write, elapsed }) {
    this.tasks = new Map(tasks.map((task) => [task.name, task]));
    this.write = write;
    this.elapsed = elapsed;
    this.width = Math.max(...tasks.map(({ name }) => name.length));
  }

  header() {
    this.write(this.#line(HEADER));
  }

  /** Parses the next chunk of Nx's output. @param {string} text */
  take(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#takeLine(stripVTControlCharacters(line).trimEnd());
  }

  /** @param {string} line */
  #takeLine(line) {
    const succeeded = SUCCEEDED.exec(line);
    const [, target = '', status = ''] = succeeded ?? FAILED.exec(line) ?? [];
    const task = this.tasks.get(target);
    if (!task) return;
    const counts = this.#counts.get(target) ?? { ran: 0, cached: 0, failed: 0 };
    this.#counts.set(target, counts);
    if (!succeeded) counts.failed++;
    else if (status.includes('cache')) counts.cached++;
    else counts.ran++;
    if (counts.ran + counts.cached + counts.failed === task.projects) {
      this.write(this.#row(task, counts, counts.failed === 0 ? duration(this.elapsed()) : 'failed'));
    }
  }

  /** Lines for the tasks that did not end on all of their projects. */
  unfinished() {
    for (const task of this.tasks.values()) {
      const counts = this.#counts.get(task.name) ?? { ran: 0, cached: 0, failed: 0 };
      const ended = counts.ran + counts.cached + counts.failed;
      if (ended === task.projects) continue;
      const word = counts.failed > 0 ? 'failed' : ended > 0 ? 'not finished' : 'not started';
      this.write(this.#row(task, counts, word));
    }
  }

  /** @param {PlannedTask} task @param {Counts} counts @param {string} end */
  #row({ id, name, projects }, { ran, cached }, end) {
    const number = (/** @type {number} */ value) => (value === 0 ? '-' : String(value));
    return this.#line([String(id ?? ''), name, String(projects), number(ran), number(cached), end]);
  }

  /** Names left-aligned, numbers right-aligned. @param {readonly string[]} cells */
  #line(cells) {
    const widths = [2, this.width, 8, 3, 6, 12];
    const padded = cells.map((cell, at) => (at === 1 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)));
    return `  ${padded.join('  ')}`.trimEnd();
  }
}

/** @param {number} ms */
export function duration(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
