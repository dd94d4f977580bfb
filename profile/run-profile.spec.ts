import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { profileRun, type RunProfile } from './run-profile';
import { codegen, run, START, task } from './testing/sample-run';
import { profileText } from './text';
import { profileTrace } from './trace';

const k1 = (phase: string, id: number) => ({ workflow: 'shop', phase, id });

/** Two lanes: checks, then generation on two projects, one of them replayed; a lint outside; tests that failed. */
const RECORD = run(
  [
    task('shop:audit', 20, 300, k1('check', 1)),
    task('lib:lint', 20, 100),
    task('cart:generate', 330, 500, { ...k1('build', 2), dependsOn: ['shop:audit'], orderOnly: ['shop:audit'] }),
    task('cash:generate', 330, 4, {
      ...k1('build', 2),
      status: 'local-cache',
      dependsOn: ['shop:audit'],
      orderOnly: ['shop:audit'],
    }),
    task('shop:test', 840, 150, { ...k1('build', 3), status: 'failed', dependsOn: ['cart:generate', 'cash:generate'] }),
    task('shop:ship', 0, 0, { ...k1('build', 4), status: 'skipped', dependsOn: ['shop:test'] }),
    task('shop:workflow', 990, 0, { umbrella: true, workflow: 'shop', dependsOn: ['shop:test'] }),
  ],
  { endTime: START + 1000, ms: 1000 },
);
const HISTORY = [run([task('cash:generate', 0, 800)], { id: 'before', startTime: START - 5000 })];
const PROFILE: RunProfile = profileRun({
  run: RECORD,
  history: HISTORY,
  codegen: [codegen('cart:generate', 500, [20.5, 200, 100])],
});

function matches(schema: string, value: unknown): void {
  const ajv = new Ajv({ strict: false });
  const text = readFileSync(join(__dirname, `../schemas/${schema}.json`), 'utf8');
  expect(ajv.validate(JSON.parse(text) as object, JSON.parse(JSON.stringify(value))) || ajv.errorsText()).toBe(true);
}

test('conforms to its schema, and so do the records', () => {
  matches('profile-report', PROFILE);
  matches('run-record', RECORD);
  matches('codegen-record', codegen('a:b', 1, [1, 2, 3]));
});

test('excludes umbrella targets', () => {
  expect(PROFILE.tasks.map((one) => one.task)).not.toContain('shop:workflow');
  expect(PROFILE.counts).toEqual({ tasks: 6, ran: 3, cached: 1, failed: 1, skipped: 1 });
});

test('the critical path includes failed tasks and stops at tasks that were not started', () => {
  expect(PROFILE.criticalPath).toEqual({ ms: 950, tasks: ['shop:audit', 'cart:generate', 'shop:test'], overMs: 50 });
});

test('a replayed task counts with its replay, and has its last real duration', () => {
  const cash = PROFILE.tasks.find((one) => one.task === 'cash:generate');
  expect(cash).toMatchObject({ ms: 4, lastRealMs: 800, codegen: null });
  expect(PROFILE.cache).toEqual({ cached: 1, known: 1, savedMs: 796 });
});

test('the last real duration is set for replays only, and from earlier runs only', () => {
  const later = run([task('cash:generate', 0, 700)], { id: 'later', startTime: START + 1 });
  const profile = profileRun({ run: RECORD, history: [...HISTORY, later], codegen: [] });
  const last = Object.fromEntries(profile.tasks.map((one) => [one.task, one.lastRealMs]));
  expect(last).toMatchObject({ 'cash:generate': 800, 'cart:generate': null });
  const ran = run([task('cash:generate', 0, 10)]);
  expect(profileRun({ run: ran, history: HISTORY, codegen: [] }).tasks[0]?.lastRealMs).toBeNull();
});

test('equally long tasks are sorted by name; each has its id', () => {
  const profile = profileRun({ run: run([task('b:t', 0, 5), task('a:t', 0, 5, { id: 7 })]), history: [], codegen: [] });
  expect(profile.tasks.map(({ task: name, id }) => [name, id])).toEqual([
    ['a:t', 7],
    ['b:t', null],
  ]);
});

test('a task that was not started has no duration, whatever its record says', () => {
  const skipped = run([task('a:t', 0, 5, { status: 'skipped' })]);
  const profile = profileRun({ run: skipped, history: [], codegen: [] });
  expect(profile.tasks[0]).toMatchObject({ ms: 0, share: 0 });
});

test('phases are in the order of their start, and tasks outside any workflow last', () => {
  const tasks = [task('a:lint', 0, 5), task('a:late', 9, 5, k1('late', 2)), task('a:soon', 1, 5, k1('soon', 1))];
  const { phases } = profileRun({ run: run(tasks), history: [], codegen: [] });
  expect(phases.map(({ workflow, phase }) => [workflow, phase])).toEqual([
    ['shop', 'soon'],
    ['shop', 'late'],
    [null, null],
  ]);
});

test('the waiting time of each task after it could have started', () => {
  const waited = Object.fromEntries(PROFILE.tasks.map((one) => [one.task, one.waitedMs]));
  expect(waited).toMatchObject({ 'shop:audit': 20, 'lib:lint': 20, 'cart:generate': 10, 'shop:test': 10 });
});

test('tasks do not wait for the end of a continuous task', () => {
  const tasks = [
    task('app:serve', 0, 5000, { continuous: true, status: 'stopped' }),
    task('app:e2e', 100, 50, { dependsOn: ['app:serve'] }),
  ];
  const { criticalPath, lanes } = profileRun({ run: run(tasks), history: [], codegen: [] });
  expect(criticalPath).toMatchObject({ ms: 50, tasks: ['app:e2e'] });
  expect(lanes.busyMs).toBe(50);
});

test('a run without tasks', () => {
  const empty = profileRun({ run: run([]), history: [], codegen: [] });
  matches('profile-report', empty);
  expect(empty).toMatchObject({ criticalPath: { ms: 0, tasks: [] }, lanes: { efficiency: null }, advice: [] });
  expect(profileText(empty)).toContain('0 ms, 0 tasks: 0 ran');
  expect(profileTrace(empty).traceEvents.map(({ args }) => args)).toEqual([{ name: 'nx run shop:workflow' }]);
});

test('as text', () => {
  expect(profileText(PROFILE)).toBe(`run 2026-01-02T03-04-05-000Z-abcdef: nx run shop:workflow
1.0 s, 6 tasks: 3 ran, 1 from the cache, 1 failed, 1 skipped
parallel 2, 4 cores, nx 24.0.0, node 20.20.2

critical path: 950 ms, 95 % of the run; the run took 50 ms more
  300 ms  shop:audit     ran
  500 ms  cart:generate  ran
  150 ms  shop:test      failed

tasks, by time (share of the time of all tasks):
  500 ms  47 %  *  cart:generate  ran
      code generation 321 ms of it:
      templates 21 ms (1 of 3 from the cache)
      generation 200 ms (fresh=2 rendered=4 pruned=1)
      compilation 100 ms (fresh=2 compiled=4 pruned=0)
  300 ms  28 %  *  shop:audit     ran
  150 ms  14 %  *  shop:test      failed
  100 ms   9 %     lib:lint       ran
    4 ms  <1 %     cash:generate  cached, last ran in 800 ms
    0 ms   0 %     shop:ship      skipped

phases:
  654 ms  62 %  shop: build           4 tasks, 1 cached
  300 ms  28 %  shop: check           1 task, 0 cached
  100 ms   9 %  outside any workflow  1 task, 0 cached

lanes: 53 % efficient: 946 ms idle on 2 lanes; for 50 ms of the run no task ran at all
cache: 796 ms of task time saved over 1 replayed task

next:
  speed up cart:generate: it takes 500 ms of the critical path, and at most 496 ms can be gained
  speed up shop:audit: it takes 300 ms of the critical path, and at most 300 ms can be gained
  speed up shop:test: it takes 150 ms of the critical path, and at most 150 ms can be gained
  cart:generate waits for shop:audit only for order: without that edge the critical path is 300 ms shorter`);
});

test('in a trace, phases end at the latest with their task, whose clock is coarser', () => {
  const report = profileRun({
    run: run([task('a:gen', 10, 20)]),
    history: [],
    codegen: [codegen('a:gen', 12, [5, 10, 30])],
  });
  const inside = profileTrace(report).traceEvents.filter(({ cat }) => cat === 'codegen');
  expect(inside.map(({ ts, dur }) => [ts, dur])).toEqual([
    [12_000, 5000],
    [17_000, 10_000],
    [27_000, 3000],
  ]);
});

test('as a trace: each task on a lane with its codegen phases nested, without overlaps', () => {
  const { traceEvents } = JSON.parse(JSON.stringify(profileTrace(PROFILE))) as ReturnType<typeof profileTrace>;
  const slices = traceEvents.filter(({ ph }) => ph === 'X');
  for (const event of traceEvents) {
    expect(event).toMatchObject({ name: expect.any(String), pid: 1, tid: expect.any(Number) });
    if (event.ph !== 'M') expect(Number.isInteger(event.ts)).toBe(true);
    if (event.ph === 'X') expect(Number.isInteger(event.dur) && event.dur! >= 0).toBe(true);
  }
  for (const [index, a] of slices.entries()) {
    for (const b of slices.slice(index + 1).filter(({ tid }) => tid === a.tid)) {
      const [first, second] = a.ts! <= b.ts! ? [a, b] : [b, a];
      const end = (event: typeof a): number => event.ts! + event.dur!;
      expect(second.ts! >= end(first) || end(second) <= end(first)).toBe(true);
    }
  }
  const generate = slices.find(({ name }) => name === 'cart:generate')!;
  expect(generate).toMatchObject({ ts: 330_000, dur: 500_000, cat: 'ran' });
  expect(slices.filter(({ cat }) => cat === 'codegen')).toMatchObject([
    { name: 'templates', tid: generate.tid, ts: 500_000, dur: 20_500 },
    { name: 'generation', tid: generate.tid, ts: 520_500, dur: 200_000 },
    { name: 'compilation', tid: generate.tid, ts: 720_500, dur: 100_000 },
  ]);
  expect(traceEvents.filter(({ ph }) => ph === 's' || ph === 'f').map(({ ph, ts }) => [ph, ts])).toEqual([
    ['s', 319_999],
    ['f', 330_000],
    ['s', 829_999],
    ['f', 840_000],
  ]);
});
