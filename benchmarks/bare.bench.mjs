// @ts-check
import { placeOurs } from './lib/placed.mjs';
import { runNode } from './lib/process.mjs';
import { ratio } from './lib/stats.mjs';

/** The minimum for detecting changes: names and stats of specs and outputs. */
const STATS = `const { readdirSync, statSync } = require('node:fs');
for (const folder of ['specs', 'out']) for (const name of readdirSync(folder)) statSync(folder + '/' + name);`;

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about: 'Nothing changed, against `node -e 0`: what finding that out costs beyond the start of Node.',
  async run(bench) {
    const sizes = bench.quick ? [3] : [100, 1000];
    const bare = 'node -e 0';
    const placed = [];
    for (const size of sizes) {
      for (const compiled of [false, true]) {
        const ours = await placeOurs(bench, size, { compiled });
        placed.push({ size, compiled, ours, name: `N = ${size}${compiled ? ', with .js and .d.ts' : ''}` });
        await ours.target.run();
      }
    }
    const results = await bench.sideBySide(
      [
        { name: bare, run: async () => (await runNode(['-e', '0'], { cwd: bench.scratch.root })).ms },
        ...placed.flatMap(({ name, ours }) => [
          { name, run: () => ours.target.run(), check: () => ours.check() },
          { name: stats(name), run: async () => (await runNode(['-e', STATS], { cwd: ours.target.folder })).ms },
        ]),
      ],
      { runs: bench.quick ? 1 : bench.runs * 3, warmups: 1 },
    );
    const figures = placed.flatMap(({ name, size }) => [
      {
        id: `bare.${size}`,
        what: `nothing changed ÷ ${bare}, ${name}`,
        ratio: ratio(results.get(name), results.get(bare)),
      },
      { what: `nothing changed ÷ stats alone, ${name}`, ratio: ratio(results.get(name), results.get(stats(name))) },
    ]);
    const rows = [...results].map(([name, measured]) => ({ name, cells: [measured] }));
    return { tables: [{ title: 'Whole process', unit: 'ms', columns: ['nothing changed'], rows }], figures };
  },
};

/** @param {string} name of a target @returns {string} */
function stats(name) {
  return `${name}: a stat of each file alone`;
}
