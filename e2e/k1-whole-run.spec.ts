import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredOutputs, differences, type Outputs } from './support/outputs';
import { copyOfRepository } from './support/repository';
import { edgesAmong, lastRun, overlaps, tasksWith, type RunRecord, type TaskRecord } from './support/run-record';
import type { ProcessResult } from './support/process';
import type { Workspace } from './support/workspace';

/**
 * `npm start` in fresh copies of this repository: cold, again, and after an edit of one pattern. Executed tasks, times and
 * order are read from the run records, results from the files.
 */

const MINUTES = 60_000;
const LONG = Boolean(process.env['NX_WORKFLOW_TEST_LONG']);
/** Task 16 is a benchmark, and objects are machine-specific. Everything else is cached. */
const NEVER_CACHED = ['k1-node1:cpp-objects', 'k1-node1:performance-testing'];
const MEASUREMENTS = 'examples/k1-node1/build/performance-testing/measurements/measurements.json';

/** The edges between tasks, by their numbers: data edges and order edges. */
const WAITS_FOR: readonly (readonly [task: number, upstreams: readonly number[]])[] = [
  [3, [1, 2]],
  [4, [1, 2]],
  [5, [1, 2]],
  [6, [3, 4, 5]],
  [7, [6]],
  [8, [6, 7]],
  [9, [7, 8]],
  [10, [7, 8]],
  [11, [4, 8, 9, 10, 13]],
  [12, [7, 8, 9, 10, 13]],
  [13, [8]],
  [14, [7, 9, 11, 12]],
  [15, [6, 7, 11, 12]],
  [16, [4, 8, 12]],
  [17, [8]],
  [18, [6, 7, 8]],
  [19, [6, 7, 8]],
  [20, [4, 6, 7, 8, 12]],
  [21, [16, 17, 18, 19, 20]],
  [22, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]],
];
/** Tasks on each family, which wait for the tasks of the same family only. */
const BY_FAMILY = [7, 8, 11, 17, 18, 20];
const TOGETHER = [
  [1, 2],
  [3, 4, 5],
  [9, 10, 13],
  [11, 12],
  [14, 15],
  [16, 17, 18, 19, 20],
];

let first: Workspace;
let other: Workspace;
let cold: RunRecord;
let outputs: Outputs;

beforeAll(async () => {
  first = await copyOfRepository('first');
  other = await copyOfRepository('another checkout');
  const run = await start(first, 3, 1);
  // The end of the output lists failures.
  if (run.code !== 0) throw new Error(`npm start ended with ${run.code}\n${run.stdout.slice(-4000)}`);
  expect(run.stdout).toContain('\nk1-node1: 22 of 22 tasks, ');
  cold = lastRun(first);
  outputs = await declaredOutputs(first);
}, 20 * MINUTES);

afterAll(() => {
  first?.dispose();
  other?.dispose();
});

test('in a cold run every task of the 22 ran, on every project', () => {
  expect(tasksWith(cold, 'ran')).toHaveLength(141);
  expect(tasksWith(cold, 'local-cache', 'remote-cache', 'failed', 'skipped')).toEqual([]);
  expect([...new Set(cold.tasks.flatMap(({ id }) => id ?? []))].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 22 }, (_, index) => index + 1),
  );
});

test('in that run, each task started after its dependencies had ended', () => {
  const wrong = WAITS_FOR.flatMap(([task, upstreams]) =>
    upstreams.flatMap((upstream) => tooEarly(upstream, task).map((text) => `${upstream} -> ${task}: ${text}`)),
  );
  expect(wrong).toEqual([]);
});

test('independent tasks do not wait for each other', () => {
  for (const group of TOGETHER) {
    const own = cold.tasks.filter(({ id }) => id !== undefined && group.includes(id));
    expect(edgesAmong(cold, own)).toEqual([]);
  }
  // Each had a lane and nothing else was due, so these three ran in parallel.
  const three = [3, 4, 5].flatMap(tasks);
  expect(three).toHaveLength(3);
  const [lastStart, firstEnd] = [three.map((one) => one.startTime), three.map((one) => one.endTime)];
  expect(Math.max(...lastStart)).toBeLessThanOrEqual(Math.min(...firstEnd));
});

test(
  'a second checkout at another path, with other numbers of tasks and threads, has the same bytes',
  async () => {
    // The generated code, and the tasks over the whole library.
    const short = ['run-many', '--parallel=2', '-t', 'code-generation', 'cpp-runtime', 'pattern-registry'];
    const { code, stdout, stderr } = LONG
      ? await start(other, 2, 2)
      : await other.nx(short, { NX_WORKFLOW_WORKERS: '2' }, 15 * MINUTES);
    expect({ code, output: code === 0 ? '' : (stdout + stderr).slice(-4000) }).toEqual({ code: 0, output: '' });
    const theirs = await declaredOutputs(other);
    const ours = LONG ? outputs : new Map([...outputs].filter(([path]) => theirs.has(path)));
    expect(theirs.size).toBeGreaterThan(LONG ? 1000 : 200);
    expect(differences(ours, theirs)).toEqual(LONG ? [MEASUREMENTS] : []);
  },
  20 * MINUTES,
);

test(
  'a second run replays everything but what is never cached, and changes no other file',
  async () => {
    expect(await start(first, 3, 1)).toMatchObject({ code: 0 });
    const again = lastRun(first);
    expect(tasksWith(again, 'ran')).toEqual(NEVER_CACHED);
    expect(tasksWith(again, 'local-cache')).toHaveLength(139);
    expect(differences(outputs, await declaredOutputs(first))).toEqual([MEASUREMENTS]);
  },
  5 * MINUTES,
);

test(
  'one pattern edited: what ran and what changed is what the graph implies, and the end shows what it draws now',
  async () => {
    const before = await declaredOutputs(first);
    const spec = 'examples/k1-node1/patterns/static-family/departure.yaml';
    const text = first.read(spec);
    expect(text).toContain("'#080200'");
    first.write(spec, text.replace("'#080200'", "'#180200'"));

    const redrawn = await start(first, 3, 1);
    const renew = 'node examples/k1-node1/tasks/update-goldens.mjs examples/k1-node1/patterns/static-family';
    const difference = 'examples/k1-node1/patterns/static-family/build/regression-testing/differences/departure.png';
    expect(redrawn.stdout).toMatch(/\n {2}20 {2}regression-testing +12 +2 +10 +[\d.]+ s\n/);
    expect(redrawn.stdout).toContain(
      'k1-node1: 22 of 22 tasks, 370 of 371 gates passed\n\n' +
        'This pattern was edited and draws something else:\n' +
        `  departure  ${difference} (golden, frames of now, where they differ)\n` +
        `To accept: ${renew}\n\nWhere to look next\n`,
    );
    expect(redrawn.code).toBe(0);
    const run = lastRun(first);
    expect(tasksWith(run, 'ran')).toEqual([
      'k1-node1:api-documentation',
      'k1-node1:api-layer',
      'k1-node1:api-layer-implementation',
      'k1-node1:architecture-guide',
      'k1-node1:code-generation-result',
      'k1-node1:cpp-objects',
      'k1-node1:database-integration',
      'k1-node1:deployment-guide',
      'k1-node1:documentation-site',
      'k1-node1:error-handling',
      'k1-node1:integration-testing',
      'k1-node1:pages',
      'k1-node1:pattern-database',
      'k1-node1:pattern-index',
      'k1-node1:pattern-registry',
      'k1-node1:pattern-registry-typecheck',
      'k1-node1:performance-testing',
      'k1-node1:project-summary',
      'k1-node1:regression-testing',
      'k1-node1:scalability-review',
      'k1-static-family:code-generation',
      'k1-static-family:code-generation-typecheck',
      'k1-static-family:code-optimization',
      'k1-static-family:optimised-code',
      'k1-static-family:pattern-pictures',
      'k1-static-family:pattern-recognition',
      'k1-static-family:regression-testing',
      'k1-static-family:remove-wifi-credentials',
      'k1-static-family:security-audit',
      'k1-static-family:unit-test-suite',
    ]);
    const edited = await declaredOutputs(first);
    const own = 'examples/k1-node1/patterns/static-family/build';
    expect(differences(before, edited)).toEqual([
      'examples/k1-node1/build/api-documentation/pictures/departure-music.png',
      'examples/k1-node1/build/api-layer/.codegen-manifest.json',
      'examples/k1-node1/build/cpp-objects/static-family/departure.o',
      'examples/k1-node1/build/cpp-objects/static-family/departure.o.key',
      'examples/k1-node1/build/database-integration/patterns.sqlite',
      'examples/k1-node1/build/documentation-site/pictures/departure-music.png',
      'examples/k1-node1/build/documentation-site/summary.html',
      'examples/k1-node1/build/pages/.codegen-manifest.json',
      'examples/k1-node1/build/pattern-database/.codegen-manifest.json',
      'examples/k1-node1/build/pattern-database/patterns.sql',
      'examples/k1-node1/build/pattern-index/pattern-index.json',
      'examples/k1-node1/build/pattern-registry/.codegen-manifest.json',
      MEASUREMENTS,
      'examples/k1-node1/build/project-summary/project-summary.json',
      'examples/k1-node1/build/project-summary/project-summary.md',
      'examples/k1-node1/build/regression-testing/regression-report.json',
      `${own}/code-generation/.codegen-manifest.json`,
      `${own}/code-generation/cpp/departure.cpp`,
      `${own}/code-generation/ts/departure.mjs`,
      `${own}/code-generation/ts/departure.mts`,
      `${own}/optimised-code/.codegen-manifest.json`,
      `${own}/pattern-pictures/pictures/departure-music.png`,
      `${own}/pattern-recognition/pattern-index.json`,
      `${own}/pattern-recognition/specs.json`,
      `${own}/regression-testing/differences/departure.png`,
      `${own}/regression-testing/regression-report.json`,
      `${own}/regression-testing/result.json`,
    ]);

    // The new picture is intended: accept it as the golden.
    const update = await first.script('examples/k1-node1/tasks/update-goldens.mjs', [
      'examples/k1-node1/patterns/static-family',
    ]);
    expect(update.stdout).toBe(
      'examples/k1-node1/patterns/static-family/goldens/departure.png\nupdate-goldens: 1 written, 2 as they were\n',
    );
    const accepted = await start(first, 3, 1);
    expect(accepted.code).toBe(0);
    expect(accepted.stdout).toContain('k1-node1: 22 of 22 tasks, 371 of 371 gates passed\n\nWhere to look next\n');
    expect(tasksWith(lastRun(first), 'ran')).toEqual([
      'k1-node1:cpp-objects',
      'k1-node1:deployment-guide',
      'k1-node1:documentation-site',
      'k1-node1:performance-testing',
      'k1-node1:project-summary',
      'k1-static-family:regression-testing',
      'k1-static-family:remove-wifi-credentials',
    ]);
    expect(differences(edited, await declaredOutputs(first))).toEqual([
      'examples/k1-node1/build/documentation-site/summary.html',
      MEASUREMENTS,
      'examples/k1-node1/build/project-summary/project-summary.json',
      'examples/k1-node1/build/project-summary/project-summary.md',
      `${own}/regression-testing/differences/departure.png`,
      `${own}/regression-testing/regression-report.json`,
      `${own}/regression-testing/result.json`,
    ]);
  },
  15 * MINUTES,
);

test(
  'a pattern that draws something else without an edit fails the run, with what to do',
  async () => {
    const goldens = join(first.root, 'examples/k1-node1/patterns/static-family/goldens');
    copyFileSync(join(goldens, 'lava.png'), join(goldens, 'departure.png'));
    const broken = await start(first, 3, 1);
    expect(broken.code).toBe(1);
    expect(broken.stdout).toMatch(/\n {2}20 {2}regression-testing +12 +- +11 +failed\n/);
    expect(broken.stdout).toMatch(
      /\n {2}k1-static-family:regression-testing failed\n {4}examples\/k1-node1\/patterns\/static-family\/goldens\/departure\.png error "departure" differs from its golden\n/,
    );
    const renew = 'node examples/k1-node1/tasks/update-goldens.mjs examples/k1-node1/patterns/static-family';
    expect(broken.stdout).toContain(`\n    If this is how it is meant to look, renew the goldens: ${renew}\n`);
    expect(broken.stdout).toContain('\n    error gate patterns-that-draw-something-else: threshold 0, actual 1\n');
    expect(broken.stdout).toMatch(/\n {2}its whole output: \.nx\/cache\/terminalOutputs\/\d+\n/);
    expect(tasksWith(lastRun(first), 'failed')).toEqual(['k1-static-family:regression-testing']);
  },
  5 * MINUTES,
);

function start(workspace: Workspace, parallel: number, workers: number): Promise<ProcessResult> {
  return workspace.script('tools/start.mjs', [`--parallel=${parallel}`], { NX_WORKFLOW_WORKERS: String(workers) });
}

/** A task of the 22 on all of its projects. */
function tasks(id: number): readonly TaskRecord[] {
  return cold.tasks.filter((task) => task.id === id);
}

function tooEarly(upstream: number, dependant: number): string[] {
  if (!BY_FAMILY.includes(upstream) || !BY_FAMILY.includes(dependant)) {
    return overlaps(tasks(upstream), tasks(dependant));
  }
  return tasks(dependant).flatMap((task) => {
    const own = tasks(upstream).filter(({ project }) => project === task.project);
    return overlaps(own.length > 0 ? own : tasks(upstream), [task]);
  });
}
