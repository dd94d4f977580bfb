// @ts-check
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder of one run of the benchmarks, and all that must be undone when it ends, however it ends.
 */
export class Scratch {
  /** @type {(() => void | Promise<void>)[]} */
  #undo = [];
  #count = 0;

  constructor() {
    /** @readonly */
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-bench-')));
  }

  /** A new, empty folder. @param {string} name for people who look into it */
  folder(name) {
    const path = join(this.root, `${++this.#count}-${name.replaceAll(/[^A-Za-z0-9.-]+/g, '-')}`);
    mkdirSync(path);
    return path;
  }

  /** Makes room as soon as a benchmark is done: some fill gigabytes. @param {string} path */
  remove(path) {
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  }

  /** @param {() => void | Promise<void>} undo a daemon to stop, called before the folders go */
  onEnd(undo) {
    this.#undo.push(undo);
  }

  async end() {
    for (const undo of this.#undo.splice(0).reverse()) await undo();
    this.remove(this.root);
  }
}
