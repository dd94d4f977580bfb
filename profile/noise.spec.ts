import { rankSumP, statistics, verdict } from './noise';

/** Random numbers that are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Durations around 100 ms: even, skewed as most are, and now and then disturbed. */
function distributions(next: () => number): Record<string, () => number> {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    even: () => 100 + 5 * normal(),
    skewed: () => 100 * Math.exp(0.15 * normal()),
    disturbed: () => (next() < 0.2 ? 130 + 20 * next() : 100 + 2 * normal()),
  };
}

test('median, least and most', () => {
  expect(statistics([5, 1, 3])).toEqual({ n: 3, median: 3, min: 1, max: 5 });
  expect(statistics([4, 1, 2, 3])).toEqual({ n: 4, median: 2.5, min: 1, max: 4 });
  expect(statistics([])).toBeUndefined();
});

test('of equal samples, about 5 in 100 are told apart, whatever their number and distribution', () => {
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

test('twice as slow is told from three runs', () => {
  expect(verdict([100, 104, 98], [201, 196, 207], 2)).toBe('slower');
  expect(verdict([201, 196, 207], [100, 104, 98], 2)).toBe('faster');
});

test('three runs: no value of one side between those of the other, and further apart than either side is wide', () => {
  expect(verdict([100, 104, 98], [103, 120, 118], 2)).toBe('noise');
  expect(verdict([90, 100, 110], [111, 118, 125], 2)).toBe('noise');
  expect(verdict([90, 100, 110], [111, 121, 125], 2)).toBe('slower');
});

test('three runs: a value that both sides have is between them, and a gap as wide as a side is too narrow', () => {
  expect(verdict([98, 100, 110], [110, 130, 131], 2)).toBe('noise');
  expect(verdict([110, 130, 131], [98, 100, 110], 2)).toBe('noise');
  expect(verdict([90, 100, 110], [111, 120, 125], 2)).toBe('noise');
});

test('the rank-sum test decides from three and five runs on', () => {
  // Three and four can be ordered in 35 ways: the extreme two of them are more than 5 %.
  expect(verdict([98, 100, 104], [196, 200, 203, 207], 2)).toBe('slower');
  // Three and five in 56 ways: it does not matter any more that a side is wide.
  expect(verdict([90, 100, 110], [111, 112, 113, 114, 120], 2)).toBe('slower');
  expect(verdict([10, 20, 30, 40, 70], [50, 60, 80, 90, 100], 2)).toBe('slower');
});

test('below what the clock resolves, all is the same', () => {
  expect(verdict([1, 1, 1], [2, 2, 2], 2)).toBe('noise');
  expect(verdict([1, 1, 1], [3, 3, 3], 2)).toBe('slower');
});

test('two runs on a side say nothing', () => {
  expect(verdict([1, 2], [100, 101, 102], 2)).toBe('too-few');
  expect(verdict([1, 2, 3], [], 2)).toBe('too-few');
});

test('the exact probability of a sum of ranks, as tables give it', () => {
  // 3 and 3: the two extreme of 20 orders. 5 and 5: U = 2 has p = 0.0317.
  expect(rankSumP([1, 2, 3], [4, 5, 6])).toBeCloseTo(2 / 20, 12);
  expect(rankSumP([1, 2, 3, 4, 7], [5, 6, 8, 9, 10])).toBeCloseTo(8 / 252, 12);
  expect(rankSumP([1, 1, 1], [1, 1, 1])).toBe(1);
});
