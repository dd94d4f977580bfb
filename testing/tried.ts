import { appendFileSync } from 'node:fs';

/**
 * Reports how many inputs, places or kills a test tried, for the result of `npm run test:long`: on standard output, and
 * as a line of JSON in the file NX_WORKFLOW_TRIED.
 */
export function tried(what: string, count: number): void {
  process.stdout.write(`tried: ${count} ${what}\n`);
  keep({ what, count });
}

/** Reports measurements of a test, in the same two ways. */
export function measured(what: string, figures: Readonly<Record<string, number>>): void {
  process.stdout.write(`measured: ${what}: ${JSON.stringify(figures)}\n`);
  keep({ what, figures });
}

function keep(line: object): void {
  const file = process.env['NX_WORKFLOW_TRIED'];
  if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
}

/** True if tests try everything, not a sample. */
export const LONG = Boolean(process.env['NX_WORKFLOW_TEST_LONG']);

/** Deterministic pseudo-random numbers from 0 (inclusive) to 1 (exclusive). */
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
