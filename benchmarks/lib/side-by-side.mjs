// @ts-check
import { spread } from './stats.mjs';

/**
 * One of those that are measured beside each other. `before` is not timed; `run` answers with milliseconds,
 * which it takes itself, because only it knows what belongs to the run; `check` looks at what came out and
 * answers with a word where that was not right.
 *
 * @typedef {object} Contestant
 * @property {string} name
 * @property {number} [most] rounds that it takes part in: those that count least for what they take need not run in all
 * @property {(round: number) => void | Promise<void>} [before]
 * @property {(round: number) => number | Promise<number>} run
 * @property {(round: number) => import('./stats.mjs').Word | undefined} [check]
 */

/**
 * Runs all contestants in turn, A B C A B C, and never one of them several times in a row: a machine that gets
 * warm or busy does so for all. A contestant that was wrong once is out: it has no figure, however fast.
 *
 * @param {readonly Contestant[]} contestants
 * @param {{ runs: number, warmups?: number }} options rounds that count, and rounds before them that do not
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
