// @ts-check
/**
 * Statistics of samples. A figure is a median with its range, from the fastest to the slowest run; a handful of runs does
 * not justify more.
 *
 * @typedef {{ readonly median: number, readonly min: number, readonly max: number, readonly samples: readonly number[] }} Spread
 * @typedef {{ readonly word: string, readonly why?: string }} Word replaces a figure: `stale`, `wrong`, `not installed`
 * @typedef {Spread | Word} Measured
 * @typedef {{ readonly value: number, readonly low: number, readonly high: number }} Ratio
 */

/** @param {readonly number[]} samples at least one @returns {Spread} */
export function spread(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median =
    sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
  return { median, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN, samples };
}

/** @param {Measured | undefined} measured @returns {measured is Spread} */
export function isFigure(measured) {
  return measured !== undefined && 'median' in measured;
}

/**
 * The ratio of two medians. `low` and `high` are the extreme ratios of single rounds, in which both were measured one
 * after the other, so that a slow machine affects both.
 *
 * @param {Measured | undefined} above @param {Measured | undefined} below
 * @returns {Ratio | undefined} undefined if one of them is not a figure
 */
export function ratio(above, below) {
  if (!isFigure(above) || !isFigure(below)) return undefined;
  const rounds = Math.min(above.samples.length, below.samples.length);
  const paired = Array.from(
    { length: rounds },
    (_, round) => Number(above.samples[round]) / Number(below.samples[round]),
  );
  return { value: above.median / below.median, low: Math.min(...paired), high: Math.max(...paired) };
}

/** The fastest figure, ignoring words. @param {readonly (readonly [string, Measured])[]} all @returns {readonly [string, Spread] | undefined} */
export function fastest(all) {
  /** @type {[string, Spread] | undefined} */
  let best;
  for (const [name, measured] of all) {
    if (isFigure(measured) && (!best || measured.median < best[1].median)) best = [name, measured];
  }
  return best;
}
