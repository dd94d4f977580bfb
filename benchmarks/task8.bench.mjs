// @ts-check
import { placeOurs } from './lib/placed.mjs';
import { isFigure, ratio } from './lib/stats.mjs';

const STATES = /** @type {const} */ (['cold', 'nothing changed', 'one changed']);

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about:
    'Code generation at production size: 5000 patterns, TypeScript and C++ sources, JavaScript and declarations; first and later runs.',
  async run(bench) {
    const size = bench.quick ? 3 : 5000;
    const ours = await placeOurs(bench, size, { templates: ['module', 'header'], compiled: true });
    const { target, workload } = ours;
    const results = await bench.sideBySide(
      [
        { name: STATES[0], before: () => target.clear(), run: () => target.run(), check: (round) => check(round - 1) },
        { name: STATES[1], run: () => target.run(), check: (round) => check(round - 1) },
        {
          name: STATES[2],
          before: (round) => workload.change(target.folder, round),
          run: () => target.run(),
          check: (round) => ours.check(round),
        },
      ],
      { runs: bench.atMost(3) },
    );
    /** Before the first change, the specs are in their initial state. @param {number} round */
    function check(round) {
      return ours.check(round < 0 ? undefined : round);
    }
    ours.remove();
    const cold = results.get(STATES[0]);
    const longest = Math.max(...[...results.values()].flatMap((one) => (isFigure(one) ? one.samples : [Infinity])));
    return {
      tables: [
        {
          title: `N = ${size}, whole process`,
          unit: 'ms',
          columns: ['', 'part of ten minutes'],
          rows: [...results].map(([name, ms]) => ({
            name,
            cells: [ms, isFigure(ms) ? `${((100 * ms.median) / 600_000).toFixed(2)} %` : undefined],
          })),
        },
      ],
      figures: [
        { what: 'cold ÷ nothing changed', ratio: ratio(cold, results.get(STATES[1])) },
        { what: 'cold ÷ one changed', ratio: ratio(cold, results.get(STATES[2])) },
        {
          id: 'task8.seconds',
          what: `the longest run with ${size} patterns`,
          unit: ' s',
          ratio: { value: longest / 1000, low: longest / 1000, high: longest / 1000 },
        },
      ],
      notes: [
        'A prototype claimed 11.8 for templates, 2.7 for parallel rendering and 1.4 for the whole. The like of ours: `templates`, `command`, and the first ratio here.',
      ],
    };
  },
};
