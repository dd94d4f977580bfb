// @ts-check
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { placeOurs } from './lib/placed.mjs';
import { DRIVERS, REPOSITORY } from './lib/places.mjs';
import { runNode } from './lib/process.mjs';
import { ratio, spread } from './lib/stats.mjs';

const CHANGED = 'cache warm, one changed';
const COMPILED = 'Handlebars, compiled each time';

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about: 'The template phase: three templates with four partials and six helpers, compiled or taken from the cache.',
  async run(bench) {
    const ours = await placeOurs(bench, 3, { templates: ['module', 'header', 'document'] });
    const { target, workload } = ours;
    /** @type {Record<string, number[]>} */
    const phase = { 'cache cold': [], [CHANGED]: [], 'nothing changed': [] };
    const measured = (/** @type {string} */ name, /** @type {number} */ round) => {
      if (round >= 0) phase[name]?.push(target.reported('templates'));
    };
    const runs = bench.quick ? 1 : bench.runs * 2;
    const whole = await bench.sideBySide(
      [
        {
          name: 'cache cold',
          before: () => target.clear(),
          run: () => target.run(),
          check: (round) => (measured('cache cold', round), ours.check(round - 1 < -1 ? undefined : round - 1)),
        },
        {
          name: CHANGED,
          before: (round) => workload.change(target.folder, round),
          run: () => target.run(),
          check: (round) => (measured(CHANGED, round), ours.check(round)),
        },
        {
          name: 'cache warm, all rendered',
          before: () => rmSync(target.out, { recursive: true }),
          run: () => target.run(),
          check: (round) => ours.check(round),
        },
        {
          name: 'nothing changed',
          run: () => target.run(),
          check: (round) => (measured('nothing changed', round), ours.check(round)),
        },
        {
          name: COMPILED,
          run: async () => {
            const folder = target.folder;
            const args = [join(DRIVERS, 'compile-templates.cjs'), join(REPOSITORY, 'node_modules', 'handlebars')];
            return (await runNode(args, { cwd: folder })).ms;
          },
        },
      ],
      { runs, warmups: 1 },
    );
    const { ms: peer } = await handlebarsPhase(target.folder, runs);
    const inPhase = new Map(Object.entries(phase).map(([name, samples]) => [name, spread(samples)]));
    const idle = Math.max(...(phase['nothing changed'] ?? [0]));
    return {
      tables: [
        {
          title: 'Three specs, three templates',
          unit: 'ms',
          columns: ['template phase', 'whole process'],
          rows: [...whole].map(([name, ms]) => ({ name, cells: [name === COMPILED ? peer : inPhase.get(name), ms] })),
        },
      ],
      figures: [
        {
          id: 'templates.cold-warm',
          what: 'template phase, cold ÷ warm',
          ratio: ratio(inPhase.get('cache cold'), inPhase.get(CHANGED)),
        },
        { what: `${COMPILED} ÷ our warm phase`, ratio: ratio(peer, inPhase.get(CHANGED)) },
        {
          id: 'templates.idle-ms',
          what: 'template phase where nothing is to be rendered, in ms',
          ratio: { value: idle, low: idle, high: idle },
        },
      ],
      notes: ['The phase of ours is what its log says: from the first template read to all of them ready to render.'],
    };
  },
};

/** Loading Handlebars and compiling, as the driver takes it in its own process. @param {string} folder @param {number} runs */
async function handlebarsPhase(folder, runs) {
  const samples = [];
  for (let round = 0; round < runs; round++) {
    const args = [join(DRIVERS, 'compile-templates.cjs'), join(REPOSITORY, 'node_modules', 'handlebars')];
    samples.push(Number((await runNode(args, { cwd: folder })).stdout));
  }
  return { ms: spread(samples) };
}
