// @ts-check
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Bytes. */
const PLENTY = 20 * 2 ** 30;

/**
 * The folder of one run of the benchmarks, and all that must be undone when it ends, however it ends.
 */
export class Scratch {
  /** @type {(() => void | Promise<void>)[]} */
  #undo = [];
  /** @type {string[]} */
  #folders = [];
  #count = 0;

  constructor() {
    /** @readonly */
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-bench-')));
  }

  /** A new, empty folder. @param {string} name for people who look into it */
  folder(name) {
    const path = join(this.root, `${++this.#count}-${name.replaceAll(/[^A-Za-z0-9.-]+/g, '-')}`);
    mkdirSync(path);
    this.#folders.push(path);
    return path;
  }

  /**
   * Makes room as soon as a benchmark is done, some of which fill gigabytes; but only where there is little: for what
   * deleting does to the next one, see {@link import('./set-aside.mjs')}.
   *
   * @param {string} path
   */
  remove(path) {
    const { bavail, bsize } = statfsSync(this.root);
    if (bavail * bsize < PLENTY) deleteAll(path);
  }

  /** @param {() => void | Promise<void>} undo a daemon to stop, called before the folders go, after the benchmark that started it */
  onEnd(undo) {
    this.#undo.push(undo);
  }

  /** All folders from here on are of one benchmark: {@link endPart} stops what it started and removes them. */
  beginPart() {
    this.#folders = [];
  }

  async endPart() {
    for (const undo of this.#undo.splice(0).reverse()) await undo();
    // What belongs to a folder lies beside it, under its name and more.
    const names = this.#folders.splice(0).map((path) => basename(path));
    for (const entry of readdirSync(this.root)) {
      if (names.some((name) => entry === name || entry.startsWith(`${name}-`))) this.remove(join(this.root, entry));
    }
  }

  async end() {
    await this.endPart();
    deleteAll(this.root);
  }
}

/** @param {string} path */
function deleteAll(path) {
  rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}
