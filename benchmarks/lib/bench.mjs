// @ts-check
import { installPackage, installPeers } from './installed.mjs';
import { sideBySide } from './side-by-side.mjs';

/**
 * One benchmark: a file `NAME.bench.mjs` in this folder whose default export this is.
 *
 * @typedef {object} Benchmark
 * @property {string} about one sentence: what is measured, for whom it matters
 * @property {boolean} [peers] whether it needs the peers installed
 * @property {(bench: Bench) => Promise<Findings>} run
 *
 * @typedef {{ title: string, unit: string, columns: readonly string[], rows: readonly { name: string, cells: readonly (import('./stats.mjs').Measured | string | undefined)[] }[] }} Table
 * @typedef {{ id?: string, what: string, unit?: string, ratio: import('./stats.mjs').Ratio | undefined }} Figure `id` is a key of targets.mjs; `unit` stands where the value is no ratio
 * @typedef {{ tables: readonly Table[], figures: readonly Figure[], notes?: readonly string[], data?: unknown }} Findings
 */

/** What a benchmark is given: how long it may take, folders, and what is installed. */
export class Bench {
  /** @type {Promise<string> | undefined} */
  #installed;
  /** @type {Promise<void> | undefined} */
  #peers;

  /**
   * @param {import('./scratch.mjs').Scratch} scratch
   * @param {{ runs: number, quick: boolean, full: boolean }} options
   */
  constructor(scratch, { runs, quick, full }) {
    /** @readonly */
    this.scratch = scratch;
    /** Rounds for what is quick to run. @readonly */
    this.runs = runs;
    /** The tiny form: everything is exercised, nothing is learned. @readonly */
    this.quick = quick;
    /** The long form. @readonly */
    this.full = full;
  }

  /** At most so many rounds: for what takes seconds. @param {number} most */
  atMost(most) {
    return Math.min(this.runs, most);
  }

  /** The folder in which the package is installed. */
  installed() {
    return (this.#installed ??= installPackage(this.scratch));
  }

  peers() {
    return (this.#peers ??= installPeers());
  }

  /**
   * @param {readonly import('./side-by-side.mjs').Contestant[]} contestants
   * @param {{ runs?: number, warmups?: number }} [options]
   */
  sideBySide(contestants, { runs = this.runs, warmups = 0 } = {}) {
    return sideBySide(contestants, { runs, warmups });
  }
}
