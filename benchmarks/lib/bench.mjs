// @ts-check
import { installPackage, installPeers } from './installed.mjs';
import { sideBySide } from './side-by-side.mjs';

/**
 * A benchmark, the default export of a file `NAME.bench.mjs`.
 *
 * @typedef {object} Benchmark
 * @property {string} about one sentence about the measurement and its relevance
 * @property {boolean} [peers] true if it needs the peers
 * @property {(bench: Bench) => Promise<Findings>} run
 *
 * @typedef {{ title: string, unit: string, columns: readonly string[], rows: readonly { name: string, cells: readonly (import('./stats.mjs').Measured | string | undefined)[] }[] }} Table
 * @typedef {{ id?: string, what: string, unit?: string, ratio: import('./stats.mjs').Ratio | undefined }} Figure `id` is a key of targets.mjs; `unit` is set if the value is not a ratio
 * @typedef {{ tables: readonly Table[], figures: readonly Figure[], notes?: readonly string[], data?: unknown }} Findings
 */

/** The context of a benchmark: number of rounds, folders, and installed packages. */
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
    /** The number of rounds for fast runs. @readonly */
    this.runs = runs;
    /** True for the smoke test, which runs everything once without meaningful figures. @readonly */
    this.quick = quick;
    /** The long form. @readonly */
    this.full = full;
  }

  /** The number of rounds for slow runs, at most `most`. @param {number} most */
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
