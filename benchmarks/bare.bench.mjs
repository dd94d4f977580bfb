// @ts-check
import { placeOurs } from './lib/placed.mjs';
import { runNode } from './lib/process.mjs';
import { ratio } from './lib/stats.mjs';

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
        ...placed.map(({ name, ours }) => ({ name, run: () => ours.target.run(), check: () => ours.check() })),
      ],
      { runs: bench.quick ? 1 : bench.runs * 3, warmups: 1 },
    );
    const figures = placed.map(({ name, size }) => ({
      id: `bare.${size}`,
      what: `nothing changed ÷ ${bare}, ${name}`,
      ratio: ratio(results.get(name), results.get(bare)),
    }));
    const rows = [...results].map(([name, measured]) => ({ name, cells: [measured] }));
    return { tables: [{ title: 'Whole process', unit: 'ms', columns: ['nothing changed'], rows }], figures };
  },
};
