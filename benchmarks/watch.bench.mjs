// @ts-check
import { join } from 'node:path';
import { NxWorkspace } from './lib/nx.mjs';
import { optionsOf } from './lib/ours.mjs';
import { placeOurs } from './lib/placed.mjs';
import { Reference } from './lib/reference.mjs';
import { isFigure, ratio, spread } from './lib/stats.mjs';
import { Watching } from './lib/watching.mjs';
import { Workload } from './lib/workload.mjs';

/** The number of warmup rounds, in which code runs for the first time. */
const WARMUPS = 5;

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about:
    'One changed spec under `watch`: the work of a round, the time from saving the spec to the line about it, and the look at all files behind it.',
  async run(bench) {
    const sizes = bench.quick ? [3] : [100, 1000];
    const rows = [];
    const figures = [];
    for (const size of sizes) {
      for (const compiled of [false, true]) {
        const { own, waited, behind } = await watchRounds(bench, size, compiled);
        const whole = await wholeRuns(bench, size, compiled);
        const name = `N = ${size}${compiled ? ', with .js and .d.ts' : ''}`;
        rows.push({ name, cells: [own, waited, behind, whole] });
        figures.push(
          { id: `watch.${size}`, what: `own work of a round, ${name}`, unit: ' ms', ratio: asFigure(own) },
          { what: `a run of its own ÷ a round's work, ${name}`, ratio: ratio(whole, own) },
        );
      }
    }
    const columns = ['own work', 'from saving to the line', 'the look behind it', 'a run of its own'];
    return {
      tables: [{ title: 'One changed', unit: 'ms', columns, rows }],
      figures,
      notes: [
        'A round begins when nothing has changed for 15 ms: editors write a file in several steps.',
        'Own work ends when the files and the manifest are in place. Behind the line about it, a stat of each other file is asked for, in pieces that the next change interrupts, and the index is written: the look behind it.',
      ],
    };
  },
};

/** @param {import('./lib/bench.mjs').Bench} bench @param {number} size @param {boolean} compiled */
async function watchRounds(bench, size, compiled) {
  const workload = new Workload(size);
  const reference = new Reference(workload, { compiled });
  // Verbose, so that the check after a round prints its time.
  const options = { ...optionsOf({ compiled }), verbose: true };
  const targets = { codegen: { executor: 'nx-workflow:codegen', options } };
  const files = { 'flow/project.json': { name: 'flow', targets } };
  const workspace = await NxWorkspace.create(bench, `watch-${size}-${compiled}`, { files, plugins: [] });
  const folder = join(workspace.folder, 'flow');
  workload.write(folder);
  const watching = await Watching.start(bench, workspace, 'flow:codegen');
  const [own, waited, behind] = [
    /** @type {number[]} */ ([]),
    /** @type {number[]} */ ([]),
    /** @type {number[]} */ ([]),
  ];
  const rounds = bench.quick ? 1 : bench.runs * 4;
  for (let round = -WARMUPS; round < rounds; round++) {
    const { ms, reported } = await watching.round(() => workload.change(folder, round));
    const word = reference.check(join(folder, 'out'), round);
    if (word) return { own: word, waited: word, behind: word };
    const look = await watching.look();
    if (round < 0) continue;
    own.push(reported);
    waited.push(ms);
    behind.push(look);
  }
  await watching.end();
  return { own: spread(own), waited: spread(waited), behind: spread(behind) };
}

/** @param {import('./lib/stats.mjs').Measured} measured */
function asFigure(measured) {
  return isFigure(measured) ? { value: measured.median, low: measured.min, high: measured.max } : undefined;
}

/** Measures the same change in a process of its own. @param {import('./lib/bench.mjs').Bench} bench @param {number} size @param {boolean} compiled */
async function wholeRuns(bench, size, compiled) {
  const { target, workload, check, remove } = await placeOurs(bench, size, { compiled });
  await target.run();
  await target.run();
  const results = await bench.sideBySide([
    {
      name: 'ours',
      before: (round) => workload.change(target.folder, round),
      run: () => target.run(),
      check,
    },
  ]);
  remove();
  return results.get('ours');
}
