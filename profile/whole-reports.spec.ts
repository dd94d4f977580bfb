import { toBaseline, type Baseline } from './baseline';
import { compare } from './compare';
import { compareText } from './compare-text';
import { profileHtml } from './html/page';
import { profileRun, type RunProfile } from './run-profile';
import { codegen, run, START, task } from './testing/sample-run';
import { profileMarkdown } from './markdown';
import { profileText } from './text';
import { profileTrace } from './trace';

/**
 * Snapshots of whole reports, besides the tests of their parts: any change of a word, a figure or an order appears as a
 * difference, which must be reviewed before `jest -u`.
 */
const build = { workflow: 'shop', phase: 'build' };
const {
  startTime: _startTime,
  endTime: _endTime,
  ms: _ms,
  ...SKIPPED
} = task('shop:deploy', 0, 0, { status: 'skipped' });
const SHORT = Array.from({ length: 11 }, (_, at) => task(`tool${at}:lint`, 40 + 2 * at, 11 - at));

const PROFILE = profileRun({
  run: run(
    [
      task('lib:spec', 10, 90, { ...build, phase: 'specs', id: 1 }),
      task('shop:code', 100, 600, {
        ...build,
        id: 2,
        dependsOn: ['lib:spec', 'lib:icons'],
        orderOnly: ['lib:icons'],
      }),
      task('lib:icons', 10, 90, { ...build, phase: 'specs' }),
      task('docs:code', 100, 20, { ...build, id: 2, dependsOn: ['lib:spec'], status: 'local-cache' }),
      task('docs:site', 720, 12, { status: 'remote-cache', dependsOn: ['docs:code'], orderOnly: ['docs:code'] }),
      task('shop:bundle', 720, 80, { dependsOn: ['shop:code', 'docs:code'], orderOnly: ['docs:code'] }),
      task('shop:test', 800, 50, { dependsOn: ['shop:bundle'], status: 'failed' }),
      SKIPPED,
      task('shop:serve', 800, 60, { status: 'stopped', continuous: true }),
      task('shop:workflow', 850, 0, { umbrella: true }),
      ...SHORT,
    ],
    { endTime: START + 900, ms: 900 },
  ),
  history: [run([task('docs:code', 0, 150)], { id: 'before', startTime: START - 5000 })],
  codegen: [
    codegen('shop:code', 120, [20, 400, 100], {
      workers: 2,
      optimizations: { templateCache: false, parallelGeneration: true, incrementalCompilation: false },
    }),
  ],
});

const NOTHING_RAN = profileRun({
  run: run([task('a:b', 0, 2, { status: 'local-cache' })], { parallel: null, cores: 1 }),
  history: [],
  codegen: [],
});

const BUSY = profileRun({
  run: run([0, 1, 2, 3].map((at) => task(`p${at}:t`, 100 * Math.floor(at / 2), 100))),
  history: [],
  codegen: [],
});

test.each<[string, RunProfile]>([
  ['a run with everything', PROFILE],
  ['a run of one replayed task', NOTHING_RAN],
  ['a run on lanes that are full', BUSY],
])('%s', (_name, profile) => {
  expect(profileText(profile)).toMatchSnapshot('for a terminal');
  expect(profileText(profile, true)).toMatchSnapshot('for a terminal, with all tasks');
  expect(profileMarkdown(profile)).toMatchSnapshot('for a page of CI');
  expect(profileMarkdown(profile, true)).toMatchSnapshot('for a page of CI, with all tasks');
  expect(profileHtml(profile).replace(/<style>[^]*?<\/style>/, '<style></style>')).toMatchSnapshot('a page');
  expect(JSON.stringify(profileTrace(profile), null, 1)).toMatchSnapshot('a trace');
});

test('without advice, and with one more task than are listed', () => {
  const tasks = Array.from({ length: 11 }, (_, at) => task(`p${at}:t`, 0, 5));
  const profile = profileRun({ run: run(tasks, { parallel: 11 }), history: [], codegen: [] });
  expect(profile.advice).toEqual([]);
  const text = profileText(profile);
  expect(text).toContain('\n  … and 1 more; --all lists them\n');
  expect(text).toMatch(/\ncache: no hits$/);
  const markdown = profileMarkdown(profile);
  expect(markdown).toContain('<summary>Tasks by time: the first 10 of 11</summary>');
  expect(markdown).toMatch(/\n- \*\*Cache:\*\* no hits\.$/);
});

test('a column of times is as wide as its widest, and right-aligned', () => {
  const tasks = [task('a:t', 0, 5), task('b:t', 0, 1500, { workflow: 'shop' })];
  const text = profileText(profileRun({ run: run(tasks), history: [], codegen: [] }));
  expect(text).toContain(`phases:
  1.5 s  >99 %  shop                  1 task, 0 cached
   5 ms   <1 %  outside any workflow  1 task, 0 cached
`);
});

test('a comparison', () => {
  const baseline = (name: string, factor: number, more: Partial<Baseline>): Baseline => ({
    ...toBaseline({
      name,
      fromScratch: factor > 1,
      platform: 'linux',
      arch: 'x64',
      runs: [0, 1, 2, 3].map((at) => ({
        run: run([
          task('cart:code', at, 100 * factor + at, { ...build, id: 2 }),
          task('cash:code', at, 50 + at, { ...build, id: 2, ...(factor > 1 && at === 1 ? { status: 'failed' } : {}) }),
          task(factor > 1 ? 'old:lint' : 'new:lint', 0, 7),
          task('both:lint', 0, 30 * factor),
          task('same:lint', 0, 30 * factor),
          task('never:ran', 0, 5, { status: 'local-cache' }),
        ]),
        codegen: [codegen('cart:code', at, [1, 50 * factor, 2])],
      })),
    }),
    ...more,
  });
  const comparison = compare(
    baseline('before', 2, { command: ['run-many', '-t', 'code'] }),
    baseline('after', 1, {
      machine: { platform: 'linux', arch: 'arm64', cores: 2, parallel: null },
      versions: { nx: '23.1.0', 'nx-workflow': '0.2.0', node: '22.0.0' },
    }),
  );
  expect(compareText(comparison)).toMatchSnapshot('of tasks');
  expect(compareText(comparison, true)).toMatchSnapshot('with details');
  expect(comparison.rows.map(({ kind, name, detail, tasks }) => ({ kind, name, detail, tasks }))).toMatchSnapshot(
    'its rows',
  );
});
