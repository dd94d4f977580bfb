import { savings } from './savings';
import { run, START, task } from './testing/sample-run';

const cached = { status: 'local-cache' } as const;

test('what a replayed task last really took, less the replay', () => {
  const history = [
    run([task('a:t', 0, 900)], { id: '1', startTime: START - 3000 }),
    run([task('a:t', 0, 500), task('b:t', 0, 40)], { id: '2', startTime: START - 2000 }),
    // Neither a replay nor a failure tells what the task takes.
    run([task('a:t', 0, 3, cached), task('b:t', 0, 7, { status: 'failed' })], { id: '3', startTime: START - 1000 }),
  ];
  const now = run([
    task('a:t', 0, 4, cached),
    task('b:t', 0, 5, { status: 'remote-cache' }),
    task('c:t', 0, 6, cached),
  ]);
  expect(savings(now, history)).toEqual({ cached: 3, known: 2, savedMs: 496 + 35 });
});

test('a later run is no history, nor is the run itself or one that began together with it', () => {
  const now = run([task('a:t', 0, 4, cached)]);
  const later = run([task('a:t', 0, 700)], { id: 'later', startTime: START + 1 });
  const beside = run([task('a:t', 0, 700)], { id: 'beside' });
  expect(savings(now, [now, later, beside])).toEqual({ cached: 1, known: 0, savedMs: 0 });
});

test('the latest run tells, in whatever order they are given; a replay without a time took none', () => {
  const history = [3, 1, 2].map((second) =>
    run([task('a:t', 0, 100 * second)], { id: String(second), startTime: START - 9000 + 1000 * second }),
  );
  const { ms: _ms, ...replayed } = task('a:t', 0, 4, cached);
  expect(savings(run([replayed]), history)).toEqual({ cached: 1, known: 1, savedMs: 300 });
});

test('a replay that took longer than the task saves nothing, and costs nothing here', () => {
  const before = run([task('a:t', 0, 2)], { id: 'before', startTime: START - 9 });
  expect(savings(run([task('a:t', 0, 30, cached)]), [before])).toEqual({ cached: 1, known: 1, savedMs: 0 });
});
