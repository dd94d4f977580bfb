import { LONG, seeded } from '../../testing/tried';

/** Picks `count` of the numbers from 1 to `last` by a seed, unordered; all of them in a long test. */
export function sample(last: number, count: number, seed: number): number[] {
  const all = Array.from({ length: last }, (_, index) => index + 1);
  if (LONG) return all;
  const random = seeded(seed);
  return all
    .map((step) => [random(), step] as const)
    .sort(([a], [b]) => a - b)
    .slice(0, count)
    .map(([, step]) => step);
}
