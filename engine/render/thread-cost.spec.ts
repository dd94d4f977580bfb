import { earlyThreads, threadCost, worthwhileThreads } from './thread-cost';

const COST = 150;

/** Milliseconds for the first `done` files: slow at first, until all code is warm. */
function spent(done: number, msPerFile: number): number {
  const warmingUp = 100 * (1 - Math.exp(-done / 25));
  return warmingUp + done * msPerFile;
}

/** The first file after which a thread pays, in a library of `count`; undefined if never. */
function startsAfter(count: number, msPerFile: number, costMs = COST): number | undefined {
  for (let done = 1; done < count; done++) {
    if (worthwhileThreads(spent(done, msPerFile), done, count - done, costMs) > 0) return done;
  }
  return undefined;
}

describe('a thread pays', () => {
  it('never for a hundred files, however slow the first ones are', () => {
    expect(startsAfter(100, 0.7)).toBeUndefined();
    expect(worthwhileThreads(60, 3, 97, COST)).toBe(0);
  });

  it('for thousands of files, soon after the first ones', () => {
    expect(startsAfter(5000, 0.7)).toBeLessThan(150);
    expect(startsAfter(1000, 0.7)).toBeLessThan(300);
  });

  it('at once if a single file costs more than the thread', () => {
    expect(worthwhileThreads(500, 1, 9, COST)).toBe(10);
  });

  it('not for little more than its cost', () => {
    expect(worthwhileThreads(COST + 100, 100, 299, COST)).toBe(0);
    expect(worthwhileThreads(COST + 100, 100, 300, COST)).toBe(1);
  });
});

it('an idle thread gets work even if little is left', () => {
  const { newMs, waitingMs } = threadCost(8);
  expect(worthwhileThreads(10, 10, 90, waitingMs)).toBeGreaterThan(0);
  expect(worthwhileThreads(10, 10, 90, newMs)).toBe(0);
});

it('no thread pays in less time than its cost', () => {
  expect(worthwhileThreads(COST, 1, 10_000, COST)).toBe(0);
  expect(worthwhileThreads(0, 1, 10_000, COST)).toBe(0);
});

it('an idle thread costs the same on every machine', () => {
  expect([0, 1000].map((ms) => threadCost(ms).waitingMs)).toEqual([4, 4]);
});

it('the cost of a thread follows the start-up time of Node, between bounds', () => {
  expect([0, 5, 10, 15, 1000].map((ms) => threadCost(ms).newMs)).toEqual([150, 150, 200, 300, 300]);
});

it('a thread pays at once for each 250 jobs', () => {
  expect([0, 249, 250, 499, 500, 5000].map(earlyThreads)).toEqual([0, 0, 1, 1, 2, 20]);
});
