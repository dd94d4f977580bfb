/** Statistics of repeated measurements. */
export interface Statistics {
  readonly n: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/**
 * `faster` and `slower`: B differs significantly from A. `noise`: it does not, or by less than the clock's resolution.
 * `too-few`: fewer than three measurements on a side.
 */
export type Verdict = 'faster' | 'slower' | 'noise' | 'too-few';

/** The minimum of measurements on each side for a verdict. */
export const MIN_SAMPLES = 3;
const SIGNIFICANT = 0.05;

export function statistics(values: readonly number[]): Statistics | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index]!;
  const middle = (sorted.length - 1) / 2;
  return {
    n: sorted.length,
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
}

/**
 * Decides whether B differs from A, by the exact rank-sum test at 5 %. Three measurements on each side can never reach
 * 5 %; then the ranges must not overlap, and the medians must be further apart than the range of either side. Either way,
 * the rate of false positives is about 5 %.
 *
 * @param resolution medians closer than this count as equal
 */
export function verdict(a: readonly number[], b: readonly number[], resolution: number): Verdict {
  const [first, second] = [statistics(a), statistics(b)];
  if (!first || !second || first.n < MIN_SAMPLES || second.n < MIN_SAMPLES) return 'too-few';
  const gap = Math.abs(second.median - first.median);
  if (gap < resolution) return 'noise';
  if (!(canBeSignificant(first.n, second.n) ? rankSumP(a, b) <= SIGNIFICANT : isFarApart(first, second, gap)))
    return 'noise';
  return second.median < first.median ? 'faster' : 'slower';
}

function isFarApart(a: Statistics, b: Statistics, gap: number): boolean {
  return (a.max < b.min || b.max < a.min) && gap > Math.max(a.max - a.min, b.max - b.min);
}

/** True if samples of these sizes can reach 5 % at all: the two extreme orders among all of them. */
function canBeSignificant(n: number, m: number): boolean {
  let orders = 1;
  for (let k = 1; k <= n; k++) orders = (orders * (m + k)) / k;
  return 2 / orders <= SIGNIFICANT;
}

/** The exact two-sided p-value of the rank-sum test, with mid-ranks for ties. */
export function rankSumP(a: readonly number[], b: readonly number[]): number {
  const ranks = doubledRanks([...a, ...b]);
  const mean = a.length * (ranks.length + 1);
  const distance = Math.abs(ranks.slice(0, a.length).reduce((sum, rank) => sum + rank, 0) - mean);
  // ways[k]: for each sum of k chosen ranks, the number of ways to choose them.
  const ways = Array.from({ length: a.length + 1 }, () => new Map<number, number>());
  ways[0]?.set(0, 1);
  for (const rank of ranks) {
    for (let chosen = a.length - 1; chosen >= 0; chosen--) {
      const next = ways[chosen + 1];
      for (const [sum, count] of ways[chosen] ?? []) next?.set(sum + rank, (next.get(sum + rank) ?? 0) + count);
    }
  }
  let [all, extreme] = [0, 0];
  for (const [sum, count] of ways[a.length] ?? []) {
    all += count;
    if (Math.abs(sum - mean) >= distance) extreme += count;
  }
  return extreme / all;
}

/** Twice the rank of each value, which is an integer even for mid-ranks. */
function doubledRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return 2 * below + equal + 1;
  });
}
