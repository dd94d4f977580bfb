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

test('a baseline conforms to its schema, and is read back unchanged', () => {
  matches('baseline', A);
  expect(parseBaseline(JSON.stringify(A))).toEqual(A);
  const others = ['{ "vers', 'null', '{ "version": 1 }', '{ "version": 1, "ms": [] }', '{ "version": 1, "tasks": [] }'];
  expect(['{ "version": 2, "ms": [], "tasks": [] }', ...others].map(parseBaseline)).toEqual(Array(6).fill(undefined));
});

test('a task counts in the runs in which it was executed and succeeded', () => {
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

test('a baseline has at least one run, and its tasks are sorted by name', () => {
  const about = { name: 'x', fromScratch: false, platform: 'linux', arch: 'x64' };
  expect(() => toBaseline({ ...about, runs: [] })).toThrow('a baseline needs a run');
  const tasks = ['b:t', 'c:t', 'a:t'].map((id) => task(id, 0, 5));
  const made = toBaseline({ ...about, runs: [{ run: run(tasks), codegen: [] }] });
  expect(made.tasks.map((one) => one.task)).toEqual(['a:t', 'b:t', 'c:t']);
});

test('phases of code generation count in the runs in which the task succeeded and left a record', () => {
  const made = toBaseline({
    name: 'x',
    fromScratch: false,
    platform: 'linux',
    arch: 'x64',
    runs: [
      { run: run([task('a:t', 0, 50)]), codegen: [codegen('a:t', 1, [5, 10, 20])] },
      { run: run([task('a:t', 0, 50, { status: 'failed' })]), codegen: [codegen('a:t', 1, [6, 11, 21])] },
      { run: run([task('a:t', 0, 50)]), codegen: [] },
    ],
  });
  expect(made.tasks[0]?.codegen).toEqual({
    templates: [5, null, null],
    generation: [10, null, null],
    compilation: [20, null, null],
    total: [35, null, null],
  });
});

test('the comparison conforms to its schema', () => {
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

test('tasks on one side only, and too few runs', () => {
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

test('other differences are listed, since they may explain the figures', () => {
  const other: Baseline = { ...B, machine: { ...B.machine, cores: 8 }, versions: { ...B.versions, node: '22.0.0' } };
  expect(compare(A, other).differences).toEqual(['cores: 4 / 8', 'node: 20.20.2 / 22.0.0']);
  expect(compareText(compare(A, other))).toContain('\ndiffers in cores: 4 / 8\n');
});

/** Three runs of one task with the same duration. */
function steady(ms: number, about: object = {}, codegenMs?: number): Baseline {
  return toBaseline({
    name: 'steady',
    fromScratch: false,
    platform: 'linux',
    arch: 'x64',
    runs: [0, 1, 2].map((at) => ({
      run: run([task('a:t', at, ms, about)]),
      codegen: codegenMs === undefined ? [] : [codegen('a:t', at, [codegenMs, codegenMs, codegenMs])],
    })),
  });
}

test('differences at the resolution of the clock count: 2 ms for tasks, 0.1 ms for phases', () => {
  const verdicts = (a: Baseline, b: Baseline): Record<string, string> =>
    Object.fromEntries(compare(a, b).rows.map(({ name, verdict }) => [name, verdict]));
  expect(verdicts(steady(10), steady(12))).toMatchObject({ 'a:t': 'slower' });
  expect(verdicts(steady(10), steady(11))).toMatchObject({ 'a:t': 'noise' });
  expect(verdicts(steady(50, {}, 1), steady(50, {}, 1.5))).toMatchObject({ 'a:t generation': 'slower' });
});

test('a verdict in words, without a count for one project', () => {
  const shop = { workflow: 'shop' };
  expect(compareText(compare(steady(100, shop), steady(200, shop)))).toContain(
    '\n  shop: t  100 ms  100 ms–100 ms  200 ms  200 ms–200 ms  ×2.00  slower\n',
  );
  const one = { ...steady(100), ms: [100] };
  expect(compareText(compare(one, one))).toContain(
    '\nrun    100 ms  100 ms–100 ms  100 ms  100 ms–100 ms  ×1.00  too few runs to tell\n',
  );
});

test('a task of a workflow without a phase and an id is named by its target, and has no row of a phase', () => {
  const shop = steady(100, { workflow: 'shop' });
  expect(compare(shop, shop).rows.map(({ kind, name }) => [kind, name])).toEqual([
    ['run', 'run'],
    ['workflow-task', 'shop: t'],
    ['task', 'a:t'],
  ]);
});

test('there is no ratio to zero', () => {
  expect(compare(steady(0), steady(5)).rows.map(({ name, ratio }) => [name, ratio])).toEqual([
    ['run', 6],
    ['a:t', null],
  ]);
});
