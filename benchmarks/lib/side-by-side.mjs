// @ts-check
import { spread } from './stats.mjs';

/**
 * A contestant of a comparison. `before` is not timed; `run` measures itself and returns milliseconds, because only it
 * knows what belongs to the run; `check` validates the outputs and returns a word if they are wrong.
 *
 * @typedef {object} Contestant
 * @property {string} name
 * @property {number} [most] the most rounds that it takes part in, for slow and less relevant contestants
 * @property {(round: number) => void | Promise<void>} [before]
 * @property {(round: number) => number | Promise<number>} run
 * @property {(round: number) => import('./stats.mjs').Word | undefined} [check]
 */

/**
 * Runs all contestants in turn, A B C A B C, so that a warm or busy machine affects all of them. A contestant with a
 * wrong result is disqualified and has no figure.
 *
 * @param {readonly Contestant[]} contestants
 * @param {{ runs: number, warmups?: number }} options measured rounds, and warmup rounds before them
 * @returns {Promise<Map<string, import('./stats.mjs').Measured>>}
 */
export async function sideBySide(contestants, { runs, warmups = 0 }) {
  /** @type {Map<string, number[]>} */
  const samples = new Map(contestants.map(({ name }) => [name, []]));
  /** @type {Map<string, import('./stats.mjs').Word>} */
  const words = new Map();
  for (let round = -warmups; round < runs; round++) {
    for (const { name, most = Infinity, before, run, check } of contestants) {
      if (words.has(name) || round >= most) continue;
      await before?.(round);
      const ms = await run(round);
      const word = check?.(round);
      if (word) words.set(name, word);
      else if (round >= 0) samples.get(name)?.push(ms);
    }
  }
  return new Map(contestants.map(({ name }) => [name, words.get(name) ?? spread(samples.get(name) ?? [])]));
}
