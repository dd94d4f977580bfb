import { showProgress } from './progress';

function stream(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

/** Drives progress with a fake clock; each step is a time and the number of finished items out of 460. */
function drive(isTTY: boolean, steps: readonly (readonly [number, number])[]): string[] {
  const out = stream(isTTY);
  let time = 1000;
  const progress = showProgress(
    () => out,
    () => time,
  );
  for (const [at, done] of steps) {
    time = 1000 + at;
    progress.step('generating', done, 460);
  }
  progress.end();
  return out.written;
}

test('short work shows nothing on a terminal or in a log', () => {
  const steps = [
    [100, 100],
    [499, 460],
  ] as const;
  expect(drive(true, steps)).toEqual([]);
  expect(drive(false, steps)).toEqual([]);
});

test('a terminal gets a bar with counts and rate, drawn at most ten times a second and removed at the end', () => {
  const written = drive(true, [
    [400, 10],
    [500, 115],
    [550, 120],
    [600, 230],
    [1000, 460],
  ]);
  expect(written).toEqual([
    '\r\x1b[2Kgenerating ██████░░░░░░░░░░░░░░░░░░ 115 of 460, 230/s',
    '\r\x1b[2Kgenerating ████████████░░░░░░░░░░░░ 230 of 460, 383/s',
    '\r\x1b[2Kgenerating ████████████████████████ 460 of 460, 460/s',
    '\r\x1b[2K',
  ]);
});

test('the rate is per stage', () => {
  const out = stream(true);
  let time = 0;
  const progress = showProgress(
    () => out,
    () => time,
  );
  time = 400;
  progress.step('generating', 40, 40);
  time = 900;
  progress.step('compiling', 5, 40);
  expect(out.written).toEqual(['\r\x1b[2Kcompiling ███░░░░░░░░░░░░░░░░░░░░░ 5 of 40, 10/s']);
});

test('a log gets a plain line at most every ten seconds', () => {
  const written = drive(false, [
    [600, 10],
    [9999, 99],
    [10_000, 100],
    [15_000, 150],
    [20_100, 200],
  ]);
  expect(written).toEqual(['generating: 100 of 460\n', 'generating: 200 of 460\n']);
});
