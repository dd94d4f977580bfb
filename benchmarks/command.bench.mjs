// @ts-check
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { OurTarget, optionsOf } from './lib/ours.mjs';
import { BENCHMARKS } from './lib/places.mjs';
import { run } from './lib/process.mjs';
import { ratio } from './lib/stats.mjs';
import { Workload } from './lib/workload.mjs';

const PATTERNS = 3;
const OURS = { serial: 'nx-workflow, one after another', parallel: 'nx-workflow, in parallel' };
const BARE = { serial: 'g++ alone, one after another', parallel: 'g++ alone, in parallel' };

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about:
    'Three patterns with a compiler that takes its time: g++ over generated C++, in parallel and one after another.',
  async run(bench) {
    const serial = await place(bench, 1);
    const parallel = await place(bench, 'auto');
    const sources = await place(bench, 'auto');
    await sources.target.run();
    const cpp = sources.workload.specs.map(({ name }) => join(sources.target.out, `${name}.cpp`));
    const compile = (/** @type {string} */ file) =>
      run('g++', ['-std=c++17', '-O1', '-c', file, '-o', file.replace(/\.cpp$/, '.o')], { cwd: sources.target.folder });
    const results = await bench.sideBySide(
      [
        contestant(OURS.serial, serial),
        contestant(OURS.parallel, parallel),
        {
          name: BARE.serial,
          run: async () => {
            const began = performance.now();
            for (const file of cpp) await compile(file);
            return performance.now() - began;
          },
        },
        {
          name: BARE.parallel,
          run: async () => {
            const began = performance.now();
            const queue = [...cpp];
            const worker = async () => {
              for (let file = queue.shift(); file !== undefined; file = queue.shift()) await compile(file);
            };
            await Promise.all(Array.from({ length: availableParallelism() }, worker));
            return performance.now() - began;
          },
        },
      ],
      { runs: bench.atMost(2) },
    );
    const cores = availableParallelism();
    const most = PATTERNS / Math.ceil(PATTERNS / cores);
    const rows = [...results].map(([name, measured]) => ({ name, cells: [measured] }));
    const speedup = (/** @type {typeof OURS} */ { serial: one, parallel: all }) =>
      ratio(results.get(one), results.get(all));
    return {
      tables: [{ title: `${PATTERNS} patterns, everything due`, unit: 'ms', columns: ['whole process'], rows }],
      figures: [
        { what: 'ours, one after another ÷ in parallel', ratio: speedup(OURS) },
        { what: 'g++ alone, one after another ÷ in parallel', ratio: speedup(BARE) },
        {
          what: 'ours in parallel ÷ g++ alone in parallel',
          ratio: ratio(results.get(OURS.parallel), results.get(BARE.parallel)),
        },
      ],
      notes: [`${PATTERNS} equal jobs on ${cores} cores can be at most ${most.toFixed(1)}× as fast as on one.`],
    };
  },
};

/** @param {import('./lib/bench.mjs').Bench} bench @param {number | 'auto'} workers */
async function place(bench, workers) {
  const workload = new Workload(PATTERNS);
  const folder = bench.scratch.folder(`command-${workers}`);
  workload.write(folder);
  mkdirSync(join(folder, 'cpp'));
  cpSync(join(BENCHMARKS, 'workload-cpp'), join(folder, 'cpp'), { recursive: true });
  const command = ['g++', '-std=c++17', '-O1', '-MMD', '-MF', '{depfile}', '-c', '{input}', '-o', '{output}'];
  const options = {
    ...optionsOf({ workers }),
    templates: ['{projectRoot}/cpp/*.hbs'],
    emit: [{ template: 'probe', to: '{{name}}.cpp' }],
    compile: [{ compiler: 'command', include: ['**/*.cpp'], command, extension: '.o', depfile: true }],
  };
  const target = new OurTarget(folder, await bench.installed(), options);
  return { workload, target };
}

/** @param {string} name @param {Awaited<ReturnType<typeof place>>} placed @returns {import('./lib/side-by-side.mjs').Contestant} */
function contestant(name, { workload, target }) {
  return {
    name,
    before: () => target.clear(),
    run: () => target.run(),
    check: () => {
      for (const { name: spec } of workload.specs) {
        const symbol = spec.split('-')[0] ?? '';
        const object = readFileSync(join(target.out, `${spec}.o`));
        if (!object.includes(symbol)) return { word: 'wrong', why: `${spec}.o defines no ${symbol}` };
      }
      return undefined;
    },
  };
}
