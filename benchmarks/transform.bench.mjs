// @ts-check
import { join } from 'node:path';
import { placeOurs } from './lib/placed.mjs';
import { DRIVERS } from './lib/places.mjs';
import { runNode } from './lib/process.mjs';
import { setAside } from './lib/set-aside.mjs';
import { ratio } from './lib/stats.mjs';

const ALONE = 'oxc-transform alone';
const WRITING = 'oxc-transform, with writing its files';
const OURS = 'our compilation phase';

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about: 'JavaScript, declarations and source maps of N files in one thread, against the transformer by itself.',
  async run(bench) {
    const size = bench.quick ? 3 : 1000;
    const ours = await placeOurs(bench, size, { compiled: true, workers: 1 });
    const sources = await placeOurs(bench, size);
    await sources.target.run();
    /** @param {string} mode */
    const oxc = async (mode) => {
      const args = [join(DRIVERS, 'oxc-alone.cjs'), sources.target.out, mode];
      return Number((await runNode(args, { cwd: ours.target.folder })).stdout);
    };
    const results = await bench.sideBySide(
      [
        { name: ALONE, run: () => oxc('') },
        {
          name: WRITING,
          before: () => setAside(join(ours.target.folder, 'oxc-out'), ours.target.folder),
          run: () => oxc('write'),
        },
        {
          name: OURS,
          before: () => ours.target.clear(),
          run: async () => {
            await ours.target.run();
            return ours.target.reported('compilation');
          },
          check: () => ours.check(),
        },
      ],
      { warmups: 1 },
    );
    const rows = [...results].map(([name, measured]) => ({ name, cells: [measured] }));
    return {
      tables: [{ title: `N = ${size}`, unit: 'ms', columns: ['loading and compiling'], rows }],
      figures: [
        { id: `transform.${size}`, what: `${OURS} ÷ ${ALONE}`, ratio: ratio(results.get(OURS), results.get(ALONE)) },
        { what: `${OURS} ÷ ${WRITING}`, ratio: ratio(results.get(OURS), results.get(WRITING)) },
      ],
      notes: ['Our phase, as its log states it, also hashes every file and writes it to where it waits.'],
    };
  },
};
