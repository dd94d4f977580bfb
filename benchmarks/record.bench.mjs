// @ts-check
import { nxWorkspaces, nxRunner } from './lib/runners.mjs';
import { isFigure, ratio } from './lib/stats.mjs';
import { outputs, runPlainly, writeSources } from './lib/task-graph.mjs';

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about:
    'What the record of a run costs: 22 tasks from the cache, by the plugin `nx-workflow` and by `nx-workflow/inference`, which leaves none.',
  async run(bench) {
    const { recording, inferred: silent } = await nxWorkspaces(bench);
    const runners = [true, false].flatMap((daemon) => [
      nxRunner('recorded', recording, daemon),
      nxRunner('not recorded', silent, daemon),
    ]);
    const plain = bench.scratch.folder('record-plain');
    for (const folder of [plain, ...runners.map((runner) => runner.folder)]) writeSources(folder, 'settled');
    const expected = await runPlainly(plain);
    for (const runner of runners) await runner.run();
    /** @type {Map<string, boolean>} */
    const freshness = new Map();
    const results = await bench.sideBySide(
      runners.map((runner) => ({
        name: runner.name,
        run: async () => {
          const { ms, fresh } = await runner.run();
          freshness.set(runner.name, fresh);
          return ms;
        },
        check: () => {
          if (outputs(runner.folder) !== expected) return { word: 'wrong', why: runner.name };
          return freshness.get(runner.name) === false ? { word: 'ran again' } : undefined;
        },
      })),
      { runs: bench.quick ? 1 : bench.runs * 4, warmups: 2 },
    );
    const cost = (/** @type {string} */ daemon) => {
      const [recorded, not] = [
        results.get(`recorded, daemon ${daemon}`),
        results.get(`not recorded, daemon ${daemon}`),
      ];
      const ms = isFigure(recorded) && isFigure(not) ? recorded.median - not.median : undefined;
      return { daemon, ms, ratio: ratio(recorded, not) };
    };
    const costs = [cost('on'), cost('off')];
    return {
      tables: [
        {
          title: '22 tasks from the cache, whole process',
          unit: 'ms',
          columns: ['nothing changed'],
          rows: [...results].map(([name, measured]) => ({ name, cells: [measured] })),
        },
      ],
      figures: costs.map(({ daemon, ratio: value }) => ({
        what: `recorded ÷ not recorded, daemon ${daemon}`,
        ratio: value,
      })),
      notes: costs.flatMap(({ daemon, ms }) =>
        ms === undefined ? [] : [`Daemon ${daemon}: a record costs ${ms.toFixed(0)} ms by the medians.`],
      ),
    };
  },
};
