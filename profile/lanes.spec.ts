import fc from 'fast-check';
import { assignLanes, laneUse } from './lanes';

const span = (start: number, end: number) => ({ start, end });

test('a run of two lanes: busy, idle, quiet and full', () => {
  const use = laneUse(span(0, 100), [span(10, 60), span(20, 50), span(70, 80)], 2);
  expect(use).toEqual({ lanes: 2, busyMs: 90, idleMs: 110, quietMs: 40, full: 0.3, efficiency: 0.45 });
});

test('tasks beyond the number of lanes, such as replays, do not make a run busier than its lanes', () => {
  const use = laneUse(span(0, 10), [span(0, 10), span(0, 10), span(0, 10)], 2);
  expect(use).toMatchObject({ busyMs: 20, idleMs: 0, full: 1, efficiency: 1 });
});

test('an unknown number of lanes is the most that ran concurrently', () => {
  expect(laneUse(span(0, 10), [span(0, 5), span(4, 9), span(5, 6)], null).lanes).toBe(2);
  expect(laneUse(span(0, 10), [span(5, 10), span(0, 5)], null).lanes).toBe(1);
  expect(laneUse(span(0, 10), [], null)).toMatchObject({ lanes: 1, quietMs: 10, efficiency: 0 });
});

test('a run of one millisecond, and one that took no time', () => {
  expect(laneUse(span(0, 1), [span(0, 1)], 1)).toMatchObject({ full: 1, efficiency: 1 });
  expect(laneUse(span(0, 0), [], 2)).toMatchObject({ full: 0, efficiency: null });
});

test('equals a count of each millisecond', () => {
  const spans = fc.array(
    fc.tuple(fc.integer({ min: -5, max: 40 }), fc.nat({ max: 20 })).map(([start, ms]) => span(start, start + ms)),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(spans, fc.integer({ min: 1, max: 4 }), (list, lanes) => {
      let [busyMs, quietMs, fullMs] = [0, 0, 0];
      for (let at = 0; at < 40; at++) {
        const running = list.filter(({ start, end }) => start <= at && at < end).length;
        busyMs += Math.min(running, lanes);
        if (running === 0) quietMs++;
        if (running >= lanes) fullMs++;
      }
      const expected = {
        lanes,
        busyMs,
        idleMs: 40 * lanes - busyMs,
        quietMs,
        full: fullMs / 40,
        efficiency: busyMs / (40 * lanes),
      };
      expect(laneUse(span(0, 40), list, lanes)).toEqual(expected);
    }),
  );
});

test('tasks do not overlap on a lane, and a lane is reused as soon as it is free', () => {
  expect(assignLanes([span(0, 10), span(0, 5), span(5, 7), span(6, 8), span(10, 11)])).toEqual([0, 1, 1, 2, 0]);
  expect(assignLanes([span(3, 3), span(3, 3)])).toEqual([0, 1]);
  expect(assignLanes([span(3, 3), span(4, 4)])).toEqual([0, 0]);
});
