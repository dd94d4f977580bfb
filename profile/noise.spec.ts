import { rankSumP, statistics, verdict } from './noise';

/** Deterministic pseudo-random numbers. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Durations around 100 ms: uniform, skewed, and with occasional outliers. */
function distributions(next: () => number): Record<string, () => number> {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    even: () => 100 + 5 * normal(),
    skewed: () => 100 * Math.exp(0.15 * normal()),
    disturbed: () => (next() < 0.2 ? 130 + 20 * next() : 100 + 2 * normal()),
  };
}

test('median, minimum and maximum', () => {
  expect(statistics([5, 1, 3])).toEqual({ n: 3, median: 3, min: 1, max: 5 });
  expect(statistics([4, 1, 2, 3])).toEqual({ n: 4, median: 2.5, min: 1, max: 4 });
  expect(statistics([])).toBeUndefined();
});

test('about 5 % false positives for equal samples, for all sizes and distributions', () => {
  const next = random(7);
  for (const [name, draw] of Object.entries(distributions(next))) {
    for (const n of [3, 5, 10]) {
      let apart = 0;
      for (let time = 0; time < 1000; time++) {
        const sample = (): number[] => Array.from({ length: n }, draw);
        if (verdict(sample(), sample(), 2) !== 'noise') apart++;
      }
      expect({ name, n, apart: apart <= 65 }).toEqual({ name, n, apart: true });
    }
  }
});

test('three runs suffice to detect a factor of two', () => {
  expect(verdict([100, 104, 98], [201, 196, 207], 2)).toBe('slower');
  expect(verdict([201, 196, 207], [100, 104, 98], 2)).toBe('faster');
});

test('three runs: ranges must not overlap, and the gap must exceed the range of either side', () => {
  expect(verdict([100, 104, 98], [103, 120, 118], 2)).toBe('noise');
  expect(verdict([90, 100, 110], [111, 118, 125], 2)).toBe('noise');
  expect(verdict([90, 100, 110], [111, 121, 125], 2)).toBe('slower');
});

test('three runs: a shared value is an overlap, and a gap equal to a range is too narrow', () => {
  expect(verdict([98, 100, 110], [110, 130, 131], 2)).toBe('noise');
  expect(verdict([110, 130, 131], [98, 100, 110], 2)).toBe('noise');
  expect(verdict([90, 100, 110], [111, 120, 125], 2)).toBe('noise');
});

test('from three and five runs on, the rank-sum test decides', () => {
  // 35 orders of three and four: the two extreme ones are more than 5 %.
  expect(verdict([98, 100, 104], [196, 200, 203, 207], 2)).toBe('slower');
  // 56 orders of three and five: the range of a side no longer matters.
  expect(verdict([90, 100, 110], [111, 112, 113, 114, 120], 2)).toBe('slower');
  expect(verdict([10, 20, 30, 40, 70], [50, 60, 80, 90, 100], 2)).toBe('slower');
});

test('differences below the resolution of the clock are noise', () => {
  expect(verdict([1, 1, 1], [2, 2, 2], 2)).toBe('noise');
  expect(verdict([1, 1, 1], [3, 3, 3], 2)).toBe('slower');
});

test('two runs on a side are too few', () => {
  expect(verdict([1, 2], [100, 101, 102], 2)).toBe('too-few');
  expect(verdict([1, 2, 3], [], 2)).toBe('too-few');
});

test('exact p-values of the rank-sum test, from tables', () => {
  // 3 and 3: the two extreme of 20 orders. 5 and 5: U = 2 has p = 0.0317.
  expect(rankSumP([1, 2, 3], [4, 5, 6])).toBeCloseTo(2 / 20, 12);
  expect(rankSumP([1, 2, 3, 4, 7], [5, 6, 8, 9, 10])).toBeCloseTo(8 / 252, 12);
  expect(rankSumP([1, 1, 1], [1, 1, 1])).toBe(1);
});
