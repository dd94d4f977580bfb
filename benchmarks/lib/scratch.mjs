// @ts-check
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Bytes. */
const PLENTY = 20 * 2 ** 30;

/**
 * The folder of one benchmark run, with cleanup at its end, also after errors and signals.
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

  /** A new, empty folder. @param {string} name descriptive name */
  folder(name) {
    const path = join(this.root, `${++this.#count}-${name.replaceAll(/[^A-Za-z0-9.-]+/g, '-')}`);
    mkdirSync(path);
    this.#folders.push(path);
    return path;
  }

  /**
   * Frees space after a benchmark, some of which fill gigabytes, but only if there is little: deleting slows down the next
   * benchmark, see {@link import('./set-aside.mjs')}.
   *
   * @param {string} path
   */
  remove(path) {
    const { bavail, bsize } = statfsSync(this.root);
    if (bavail * bsize < PLENTY) deleteAll(path);
  }

  /** @param {() => void | Promise<void>} undo cleanup, such as stopping a daemon, called before the folders are removed */
  onEnd(undo) {
    this.#undo.push(undo);
  }

  /** Later folders belong to one benchmark: {@link endPart} runs its cleanup and removes them. */
  beginPart() {
    this.#folders = [];
  }

  async endPart() {
    for (const undo of this.#undo.splice(0).reverse()) await undo();
    // Related files are beside the folder, with its name as prefix.
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
