// @ts-check
import { OurTarget, optionsOf } from './ours.mjs';
import { Reference } from './reference.mjs';
import { Workload } from './workload.mjs';

/**
 * A workload of `count` specs in a folder of its own, with our target and the expected files.
 *
 * @param {import('./bench.mjs').Bench} bench
 * @param {number} count
 * @param {import('./ours.mjs').CodegenTarget} [options]
 */
export async function placeOurs(bench, count, options = {}) {
  const workload = new Workload(count);
  const folder = bench.scratch.folder(`ours-${count}`);
  workload.write(folder);
  const target = new OurTarget(folder, await bench.installed(), optionsOf(options));
  const reference = new Reference(workload, options);
  return {
    workload,
    target,
    reference,
    /** @param {number} [round] the round whose change is expected */
    check: (round) => reference.check(target.out, round),
    remove: () => {
      bench.scratch.remove(folder);
      bench.scratch.remove(target.state);
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof placeOurs>>} Placed */
