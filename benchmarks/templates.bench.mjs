// @ts-check
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { placeOurs } from './lib/placed.mjs';
import { DRIVERS, REPOSITORY } from './lib/places.mjs';
import { runNode } from './lib/process.mjs';
import { ratio, spread } from './lib/stats.mjs';

const COLD = 'cache cold';
const WARM = 'cache warm, all rendered';
const IDLE = 'nothing changed';
const HANDLEBARS = 'Handlebars, compiled each time';

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about:
    'The template phase: three templates with four partials and six helpers, compiled or from the cache, and the first rendering of each.',
  async run(bench) {
    const ours = await placeOurs(bench, 1, { templates: ['module', 'header', 'document'] });
    const { target } = ours;
    /** Milliseconds by contestant. @type {Record<string, { phase: number[], rendered: number[] }>} */
    const inside = Object.fromEntries(
      [COLD, WARM, IDLE, HANDLEBARS].map((name) => [name, { phase: [], rendered: [] }]),
    );
    /** @param {string} name @param {() => void} [before] @returns {import('./lib/side-by-side.mjs').Contestant} */
    const contestant = (name, before) => ({
      name,
      ...(before ? { before } : {}),
      run: () => target.run(),
      check: (round) => {
        const phase = target.reported('templates');
        if (round >= 0) inside[name]?.phase.push(phase);
        if (round >= 0) inside[name]?.rendered.push(phase + target.reported('generation'));
        return ours.check();
      },
    });
    const whole = await bench.sideBySide(
      [
        contestant(COLD, () => target.clear()),
        contestant(WARM, () => rmSync(target.out, { recursive: true })),
        contestant(IDLE),
        {
          name: HANDLEBARS,
          run: async (round) => {
            const args = [join(DRIVERS, 'compile-templates.cjs'), join(REPOSITORY, 'node_modules', 'handlebars')];
            const { ms, stdout } = await runNode(args, { cwd: target.folder });
            if (round >= 0) inside[HANDLEBARS]?.rendered.push(Number(stdout));
            return ms;
          },
        },
      ],
      { runs: bench.quick ? 1 : bench.runs * 2, warmups: 1 },
    );
    const measured = (/** @type {string} */ name, /** @type {'phase' | 'rendered'} */ what) => {
      const samples = inside[name]?.[what] ?? [];
      return samples.length > 0 ? spread(samples) : undefined;
    };
    const idle = Math.max(...(inside[IDLE]?.phase ?? []));
    const rows = [...whole].map(([name, ms]) => ({
      name,
      cells: [measured(name, 'phase'), measured(name, 'rendered'), ms],
    }));
    return {
      tables: [
        {
          title: 'One spec, three templates',
          unit: 'ms',
          columns: ['template phase', 'with the first renderings', 'whole process'],
          rows,
        },
      ],
      figures: [
        {
          id: 'templates.cold-warm',
          what: 'template phase, cold ÷ warm',
          ratio: ratio(measured(COLD, 'phase'), measured(WARM, 'phase')),
        },
        {
          id: 'templates.cold-warm',
          what: 'template phase with loading the runtime and three renderings, cold ÷ warm',
          ratio: ratio(measured(COLD, 'rendered'), measured(WARM, 'rendered')),
        },
        {
          what: `the same, ${HANDLEBARS} ÷ ours warm`,
          ratio: ratio(measured(HANDLEBARS, 'rendered'), measured(WARM, 'rendered')),
        },
        {
          id: 'templates.idle-ms',
          what: 'template phase where nothing is to be rendered',
          unit: ' ms',
          ratio: { value: idle, low: idle, high: idle },
        },
      ],
      notes: ['The phases of ours are what its log says; those of Handlebars are taken in its process.'],
    };
  },
};
