import { savings } from './savings';
import { run, START, task } from './testing/sample-run';

const cached = { status: 'local-cache' } as const;

test('the last real duration of a replayed task minus the replay', () => {
  const history = [
    run([task('a:t', 0, 900)], { id: '1', startTime: START - 3000 }),
    run([task('a:t', 0, 500), task('b:t', 0, 40)], { id: '2', startTime: START - 2000 }),
    // Replays and failures have no real duration.
    run([task('a:t', 0, 3, cached), task('b:t', 0, 7, { status: 'failed' })], { id: '3', startTime: START - 1000 }),
  ];
  const now = run([
    task('a:t', 0, 4, cached),
    task('b:t', 0, 5, { status: 'remote-cache' }),
    task('c:t', 0, 6, cached),
  ]);
  expect(savings(now, history)).toEqual({ cached: 3, known: 2, savedMs: 496 + 35 });
});

test('only earlier runs count, not the run itself, a later one, or one with the same start', () => {
  const now = run([task('a:t', 0, 4, cached)]);
  const later = run([task('a:t', 0, 700)], { id: 'later', startTime: START + 1 });
  const beside = run([task('a:t', 0, 700)], { id: 'beside' });
  expect(savings(now, [now, later, beside])).toEqual({ cached: 1, known: 0, savedMs: 0 });
});

test('the latest run counts, in any order of runs; a replay without times took none', () => {
  const history = [3, 1, 2].map((second) =>
    run([task('a:t', 0, 100 * second)], { id: String(second), startTime: START - 9000 + 1000 * second }),
  );
  const { ms: _ms, ...replayed } = task('a:t', 0, 4, cached);
  expect(savings(run([replayed]), history)).toEqual({ cached: 1, known: 1, savedMs: 300 });
});

test('a replay that took longer than the task saves nothing', () => {
  const before = run([task('a:t', 0, 2)], { id: 'before', startTime: START - 9 });
  expect(savings(run([task('a:t', 0, 30, cached)]), [before])).toEqual({ cached: 1, known: 1, savedMs: 0 });
});
