// @ts-check
import { join } from 'node:path';
import { placeOurs } from './lib/placed.mjs';
import { DRIVERS } from './lib/places.mjs';
import { runNode } from './lib/process.mjs';
import { ratio, spread } from './lib/stats.mjs';

/** @typedef {import('./lib/stats.mjs').Measured} Measured */

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about: 'Rendering and compiling with `workers: auto` against one thread, in a fresh process and in a warm one.',
  async run(bench) {
    const sizes = bench.quick ? [3] : [3, 100, 1000, 5000];
    const rows = [];
    /** @type {import('./lib/bench.mjs').Figure[]} */
    const figures = [];
    const all = [];
    for (const size of sizes) {
      const cold = await coldRuns(bench, size);
      const warm = await warmRuns(bench, size);
      rows.push({ name: `N = ${size}`, cells: [cold.one, cold.auto, warm.one, warm.auto] });
      for (const [state, { one, auto }] of Object.entries({ cold, warm })) {
        const speedup = ratio(one, auto);
        if (speedup) all.push(speedup);
        figures.push({
          id: `threads.${state}.${size}`,
          what: `one thread ÷ auto, N = ${size}, ${state}`,
          ratio: speedup,
        });
      }
    }
    const worst = all.sort((a, b) => a.value - b.value)[0];
    figures.push({ id: 'threads.never-slower', what: 'one thread ÷ auto, the worst of all', ratio: worst });
    return {
      tables: [
        {
          title: 'Everything generated, JavaScript and declarations too',
          unit: 'ms',
          columns: ['one thread, cold', 'auto, cold', 'one thread, warm', 'auto, warm'],
          rows,
        },
      ],
      figures,
      notes: ['Cold: whole process. Warm: a run in a process that has done the same before, without its start.'],
    };
  },
};

/** @param {import('./lib/bench.mjs').Bench} bench @param {number} size */
async function coldRuns(bench, size) {
  const placed = await placeBoth(bench, size);
  const results = await bench.sideBySide(
    placed.map(({ name, ours }) => ({
      name,
      before: () => ours.target.clear(),
      run: () => ours.target.run(),
      check: () => ours.check(),
    })),
    { runs: size >= 5000 ? bench.atMost(3) : bench.runs, warmups: size >= 1000 ? 0 : 1 },
  );
  for (const { ours } of placed) ours.remove();
  return pair(results);
}

/** @param {import('./lib/bench.mjs').Bench} bench @param {number} size */
async function warmRuns(bench, size) {
  const placed = await placeBoth(bench, size);
  const processes = bench.quick ? 1 : 2;
  const rounds = bench.quick ? 2 : size >= 5000 ? 3 : 1 + bench.atMost(5);
  /** @type {Map<string, number[]>} */
  const samples = new Map(placed.map(({ name }) => [name, []]));
  /** @type {Map<string, Measured>} */
  const results = new Map();
  for (let process = 0; process < processes; process++) {
    for (const { name, ours } of placed) {
      const { folder } = ours.target;
      const args = [join(DRIVERS, 'rounds.cjs'), String(rounds)];
      const { stdout } = await runNode(args, { cwd: folder, env: ours.target.environment() });
      samples.get(name)?.push(...JSON.parse(stdout).slice(1));
      const word = ours.check();
      if (word) results.set(name, word);
    }
  }
  for (const [name, list] of samples) if (!results.has(name)) results.set(name, spread(list));
  for (const { ours } of placed) ours.remove();
  return pair(results);
}

/** @param {import('./lib/bench.mjs').Bench} bench @param {number} size */
async function placeBoth(bench, size) {
  const placed = [];
  for (const workers of /** @type {const} */ ([1, 'auto'])) {
    placed.push({ name: String(workers), ours: await placeOurs(bench, size, { compiled: true, workers }) });
  }
  return placed;
}

/** @param {Map<string, Measured>} results @returns {{ one: Measured, auto: Measured }} */
function pair(results) {
  const [one, auto] = [results.get('1'), results.get('auto')];
  const none = { word: 'none' };
  return { one: one ?? none, auto: auto ?? none };
}
