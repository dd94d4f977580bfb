import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parseBaseline, toBaseline, type Baseline } from './baseline';
import { compare } from './compare';
import { compareText } from './compare-text';
import { codegen, run, START, task } from './testing/sample-run';

/** Three runs a second apart; `times` are the milliseconds of two codegen projects and of a lint, in each run. */
function baseline(name: string, times: readonly (readonly [number, number, number])[], compileMs: number): Baseline {
  return toBaseline({
    name,
    fromScratch: true,
    platform: 'linux',
    arch: 'x64',
    runs: times.map(([cart, cash, lint], index) => {
      const at = index * 1000;
      const about = { workflow: 'shop', phase: 'build', id: 8 };
      const tasks = [
        task('cart:generate', at, cart, about),
        task('cash:generate', at, cash, about),
        task('lib:lint', at, lint),
        task('shop:workflow', at, 0, { umbrella: true }),
      ];
      return {
        run: run(tasks, { startTime: START + at, ms: cart + cash + lint }),
        codegen: [
          codegen('cart:generate', at + 1, [5, 10, compileMs + index]),
          codegen('cash:generate', at + 1, [5, 10, compileMs]),
        ],
      };
    }),
  });
}

const A = baseline(
  'before',
  [
    [200, 300, 50],
    [210, 310, 51],
    [205, 305, 60],
  ],
  80,
);
const B = baseline(
  'after',
  [
    [100, 180, 52],
    [104, 185, 50],
    [108, 190, 55],
  ],
  20,
);

function matches(schema: string, value: unknown): void {
  const ajv = new Ajv({ strict: false });
  const read = (name: string): object =>
    JSON.parse(readFileSync(join(__dirname, `../schemas/${name}.json`), 'utf8')) as object;
  expect(ajv.validate(read(schema), JSON.parse(JSON.stringify(value))) || ajv.errorsText()).toBe(true);
}

test('a baseline is as its schema says, and is read again as it was written', () => {
  matches('baseline', A);
  expect(parseBaseline(JSON.stringify(A))).toEqual(A);
  expect(parseBaseline('{ "version": 2 }')).toBeUndefined();
  expect(parseBaseline('{ "vers')).toBeUndefined();
});

test('a task counts in the runs in which it really ran and succeeded', () => {
  const about = { name: 'x', fromScratch: false, platform: 'linux', arch: 'x64' };
  const made = toBaseline({
    ...about,
    runs: [
      { run: run([task('a:t', 0, 5)]), codegen: [] },
      { run: run([task('a:t', 0, 1, { status: 'local-cache' })]), codegen: [] },
      { run: run([task('a:t', 0, 9, { status: 'failed' })]), codegen: [] },
      { run: run([]), codegen: [] },
    ],
  });
  expect(made.tasks[0]?.ms).toEqual([5, null, null, null]);
});

test('the comparison is as its schema says', () => {
  matches('profile-compare-report', compare(A, B));
});

test('as a table: the run, phases, tasks over their projects, and the phases of generation', () => {
  expect(compareText(compare(A, B))).toBe(`A: before, 3 runs of 2026-01-02: nx run shop:workflow
B: after, 3 runs of 2026-01-02: nx run shop:workflow

                                      A        from–to       B        from–to    B/A
run                              570 ms  550 ms–571 ms  339 ms  332 ms–353 ms  ×0.59  faster
  shop: build                    510 ms  500 ms–520 ms  289 ms  280 ms–298 ms  ×0.57  faster
  shop: 8 generate (2 projects)  510 ms  500 ms–520 ms  289 ms  280 ms–298 ms  ×0.57  faster
    templates                     10 ms    10 ms–10 ms   10 ms    10 ms–10 ms  ×1.00  within the noise
    generation                    20 ms    20 ms–20 ms   20 ms    20 ms–20 ms  ×1.00  within the noise
    compilation                  161 ms  160 ms–162 ms   41 ms    40 ms–42 ms  ×0.25  faster
    total                        191 ms  190 ms–192 ms   71 ms    70 ms–72 ms  ×0.37  faster
  lib:lint                        51 ms    50 ms–60 ms   52 ms    50 ms–55 ms  ×1.02  within the noise

Medians, and the fastest and slowest run. Faster and slower: beyond the noise (docs/profile.md says by which test).`);
});

test('with all tasks of Nx', () => {
  const text = compareText(compare(A, B), true);
  expect(text).toContain('  cart:generate');
  expect(compareText(compare(A, B))).not.toContain('  cart:generate');
});

test('what is only on one side, and too few runs', () => {
  const one = baseline('one', [[200, 300, 50]], 80);
  expect(compare(one, A).rows[0]).toMatchObject({ kind: 'run', verdict: 'too-few' });
  const without: Baseline = { ...A, tasks: A.tasks.filter(({ task: name }) => name !== 'lib:lint') };
  const row = (from: Baseline, to: Baseline) => compare(from, to).rows.find(({ name }) => name === 'lib:lint');
  expect(row(A, without)).toMatchObject({ verdict: 'only-a', b: null, ratio: null });
  expect(row(without, A)).toMatchObject({ verdict: 'only-b', a: null, ratio: null });
});

test('a run in which one project was not measured does not count for the task over all projects', () => {
  const holed: Baseline = {
    ...A,
    tasks: A.tasks.map((one) => (one.task === 'cart:generate' ? { ...one, ms: [200, null, 205] } : one)),
  };
  const row = compare(holed, B).rows.find(({ kind }) => kind === 'workflow-task');
  expect(row).toMatchObject({ a: { n: 2, min: 500, max: 510 }, verdict: 'too-few' });
});

test('what else differs is said, since the figures may come from it', () => {
  const other: Baseline = { ...B, machine: { ...B.machine, cores: 8 }, versions: { ...B.versions, node: '22.0.0' } };
  expect(compare(A, other).differences).toEqual(['cores: 4 / 8', 'node: 20.20.2 / 22.0.0']);
  expect(compareText(compare(A, other))).toContain('\ndiffers in cores: 4 / 8\n');
});
