import { appendFileSync } from 'node:fs';

/**
 * Says how many inputs, places or kills a test tried, for the result of `npm run test:long`: to standard output, and
 * as a line of JSON into the file that NX_WORKFLOW_TRIED names.
 */
export function tried(what: string, count: number): void {
  process.stdout.write(`tried: ${count} ${what}\n`);
  keep({ what, count });
}

/** Says what a test measured, in the same two ways. */
export function measured(what: string, figures: Readonly<Record<string, number>>): void {
  process.stdout.write(`measured: ${what}: ${JSON.stringify(figures)}\n`);
  keep({ what, figures });
}

function keep(line: object): void {
  const file = process.env['NX_WORKFLOW_TRIED'];
  if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
}

/** True if all of it is to be tried, and not a sample. */
export const LONG = Boolean(process.env['NX_WORKFLOW_TEST_LONG']);

/** Numbers from 0 to below 1 that are the same on every machine and in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  // mulberry32
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
