/** Whether the full counts are asked for: `npm run test:long`. */
export const LONG = Boolean(process.env.NX_WORKFLOW_TEST_LONG);

/** `count` of the numbers from 1 to `last`, chosen by the seed; all of them in a long test. Not in order. */
export function sample(last: number, count: number, seed: number): number[] {
  const all = Array.from({ length: last }, (_, index) => index + 1);
  if (LONG) return all;
  const random = randomFrom(seed);
  return all
    .map((step) => [random(), step] as const)
    .sort(([a], [b]) => a - b)
    .slice(0, count)
    .map(([, step]) => step);
}

/** Numbers from 0 to 1 that look like chance and are the same in every run. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}
