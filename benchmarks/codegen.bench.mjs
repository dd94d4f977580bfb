// @ts-check
import { join } from 'node:path';
import { GENERATORS, LEAST } from './lib/generators.mjs';
import { Reference } from './lib/reference.mjs';
import { fastest, isFigure, ratio } from './lib/stats.mjs';
import { Workload } from './lib/workload.mjs';

const STATES = /** @type {const} */ (['cold', 'nothing', 'one']);
const HEADS = ['cold', 'nothing changed', 'one changed'];
const [OURS, OURS_COMPILED] = ['nx-workflow', 'nx-workflow, with .js and .d.ts'];
const SCRIPT = 'a script with Handlebars';
/** The peer of the target for a state; in other states, the fastest peer with right files is used. */
const STATED = /** @type {Readonly<Partial<Record<string, string>>>} */ ({
  cold: 'graphql-codegen, own preset',
  one: 'graphql-codegen, own preset',
});

/** So many specs take the other generators minutes, so that only `--full` measures those. */
const LARGE = 5000;

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about:
    'N specs to N TypeScript files, whole process: cold, nothing changed, one spec changed; beside other generators.',
  peers: true,
  async run(bench) {
    const sizes = bench.quick ? [3] : [3, 100, 1000, LARGE];
    const tables = [];
    const figures = [];
    for (const size of sizes) {
      const results = await measure(bench, size);
      tables.push(tableOf(size, results));
      figures.push(...figuresOf(size, results));
    }
    const notes = [
      'Only rendering is compared with peers, which only render; the second row of ours makes JavaScript, declarations and source maps as well.',
      'The least: with nothing changed, `node -e 0`; with one changed, a script that is told which spec changed and renders that one; cold, the script with a hash of each spec and file, and with all files moved into place at the end, as ours does. The ratio of a peer to the least says how far ours can go with one thread.',
      'A tool with a stale or wrong file in any state is in no ratio.',
    ];
    return { tables, figures, notes };
  },
};

/** @typedef {Map<string, Record<typeof STATES[number], import('./lib/stats.mjs').Measured | undefined>>} Results */

/** @param {import('./lib/bench.mjs').Bench} bench @param {number} size @returns {Promise<Results>} */
async function measure(bench, size) {
  const workload = new Workload(size);
  const references = { plain: new Reference(workload), compiled: new Reference(workload, { compiled: true }) };
  const installed = await bench.installed();
  const chosen = GENERATORS.filter(({ side }) => size < LARGE || bench.full || side !== 'peer');
  const placed = chosen.map(({ name, place }) => {
    const folder = bench.scratch.folder(`${name}-${size}`);
    workload.write(folder);
    return { name, generator: place(folder, installed) };
  });
  const runs = size >= LARGE && bench.full ? bench.atMost(1) : size >= 1000 || size < 10 ? bench.atMost(3) : bench.runs;
  const warmups = size >= 1000 ? 0 : 1;
  const changing = workload.specs[workload.changing]?.name ?? '';
  /** @param {import('./lib/generators.mjs').State} state @param {(generator: import('./lib/generators.mjs').Generator, round: number) => void} before */
  const sideBySide = (state, before) =>
    bench.sideBySide(
      placed.map(({ name, generator }) => ({
        name,
        // By far the slowest: one round is enough.
        ...(name.startsWith('plop') && size >= 1000 ? { most: 1 } : {}),
        before: (round) => before(generator, round),
        run: () => generator.run(state, changing),
        check: (round) =>
          references[generator.compiled ? 'compiled' : 'plain'].check(
            join(generator.folder, 'out'),
            state === 'one' ? round : undefined,
          ),
      })),
      { runs, warmups },
    );
  const cold = await sideBySide('cold', (generator) => generator.clear());
  // The first run after a cold one may have to hash files that are as recent as its index.
  for (const { generator } of placed) await generator.run('nothing', changing);
  const nothing = await sideBySide('nothing', () => undefined);
  const one = await sideBySide('one', (generator, round) => workload.change(generator.folder, round));
  for (const { generator } of placed) bench.scratch.remove(generator.folder);
  return new Map(
    placed.map(({ name }) => [name, { cold: cold.get(name), nothing: nothing.get(name), one: one.get(name) }]),
  );
}

/** @param {number} size @param {Results} results */
function tableOf(size, results) {
  const rows = [...results].map(([name, states]) => ({ name, cells: STATES.map((state) => states[state]) }));
  return { title: `N = ${size}`, unit: 'ms', columns: HEADS, rows };
}

/** @param {number} size @param {Results} results @returns {import('./lib/bench.mjs').Figure[]} */
function figuresOf(size, results) {
  /** Peers with right files in every state. */
  const correct = GENERATORS.filter(
    ({ name, side }) => side === 'peer' && STATES.every((state) => isFigure(results.get(name)?.[state])),
  ).map(({ name }) => name);
  const figures = [];
  for (const [at, state] of STATES.entries()) {
    const of = (/** @type {string} */ name) => results.get(name)?.[state];
    const best = fastest(correct.map((name) => [name, of(name) ?? { word: 'none' }]))?.[0];
    const named = STATED[state] ?? best;
    // How far ours could go.
    for (const peer of [named, ...(state === 'cold' ? [SCRIPT] : [])]) {
      if (peer === undefined || of(peer) === undefined) continue;
      figures.push({ what: `${peer} ÷ ${LEAST}, N = ${size}, ${HEADS[at]}`, ratio: ratio(of(peer), of(LEAST)) });
    }
    for (const ours of [OURS, OURS_COMPILED]) {
      for (const [id, peer] of [
        [`codegen.${state}.${size}`, named],
        [undefined, best === named ? undefined : best],
        [`codegen.script.${state}.${size}`, ours === OURS ? SCRIPT : undefined],
      ]) {
        if (peer === undefined || of(peer) === undefined) continue;
        const what = `${peer} ÷ ${ours}, N = ${size}, ${HEADS[at]}`;
        figures.push({ ...(id ? { id } : {}), what, ratio: ratio(of(peer), of(ours)) });
      }
    }
  }
  return figures;
}
