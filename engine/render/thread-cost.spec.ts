import { threadCost, worthwhileThreads } from './thread-cost';

const COST = 150;

/** Milliseconds that the first `done` files take: dear ones at first, until all code has run often enough. */
function spent(done: number, msPerFile: number): number {
  const warmingUp = 100 * (1 - Math.exp(-done / 25));
  return warmingUp + done * msPerFile;
}

/** The first file after which one thread or more is worth it, of a library of `count`; undefined for none. */
function startsAfter(count: number, msPerFile: number, costMs = COST): number | undefined {
  for (let done = 1; done < count; done++) {
    if (worthwhileThreads(spent(done, msPerFile), done, count - done, costMs) > 0) return done;
  }
  return undefined;
}

describe('a thread is started', () => {
  it('for a hundred files never, however dear the first ones are', () => {
    expect(startsAfter(100, 0.7)).toBeUndefined();
    expect(worthwhileThreads(60, 3, 97, COST)).toBe(0);
  });

  it('for thousands soon after the first ones have been made', () => {
    expect(startsAfter(5000, 0.7)).toBeLessThan(150);
    expect(startsAfter(1000, 0.7)).toBeLessThan(300);
  });

  it('at once where a single file costs more than the thread', () => {
    expect(worthwhileThreads(500, 1, 9, COST)).toBe(10);
  });

  it('not for what is little more than its cost', () => {
    expect(worthwhileThreads(COST + 100, 100, 299, COST)).toBe(0);
    expect(worthwhileThreads(COST + 100, 100, 300, COST)).toBe(1);
  });
});

it('a thread that waits is given work where hardly any is left', () => {
  const { newMs, waitingMs } = threadCost(8);
  expect(worthwhileThreads(10, 10, 90, waitingMs)).toBeGreaterThan(0);
  expect(worthwhileThreads(10, 10, 90, newMs)).toBe(0);
});

it('a thread is as dear as the start of Node here, between two bounds', () => {
  expect([0, 5, 10, 15, 1000].map((ms) => threadCost(ms).newMs)).toEqual([150, 150, 200, 300, 300]);
});
