import type { RunProfile } from './run-profile';
import type { CodegenProfile } from './task-profile';
import {
  adviceText,
  cacheText,
  codegenRows,
  countsText,
  lanesText,
  machineText,
  pathText,
  phaseName,
  STATUS_WORDS,
} from './words';

/** A partial profile. */
const profile = (part: object): RunProfile => part as RunProfile;

test('each status has a word', () => {
  expect(STATUS_WORDS).toEqual({
    ran: 'ran',
    'local-cache': 'cached',
    'remote-cache': 'cached (remote)',
    failed: 'failed',
    skipped: 'skipped',
    stopped: 'stopped',
  });
});

test('a phase is named with its workflow', () => {
  expect(phaseName({ workflow: null, phase: null })).toBe('outside any workflow');
  expect(phaseName({ workflow: 'shop', phase: null })).toBe('shop');
  expect(phaseName({ workflow: 'shop', phase: 'build' })).toBe('shop: build');
});

test.each([
  [{ tasks: 0, ran: 0, cached: 0, failed: 0, skipped: 0 }, '0 tasks: 0 ran'],
  [{ tasks: 1, ran: 1, cached: 0, failed: 0, skipped: 0 }, '1 task: 1 ran'],
  [{ tasks: 3, ran: 0, cached: 3, failed: 0, skipped: 0 }, '3 tasks: 3 from the cache'],
  [{ tasks: 7, ran: 1, cached: 2, failed: 1, skipped: 3 }, '7 tasks: 1 ran, 2 from the cache, 1 failed, 3 skipped'],
])('the counts %p', (counts, text) => {
  expect(countsText(profile({ counts }))).toBe(text);
});

test('the machine', () => {
  const versions = { nx: '24.0.0', node: '20.1.0' };
  expect(machineText(profile({ run: { parallel: 3, cores: 1, versions } }))).toBe(
    'parallel 3, 1 core, nx 24.0.0, node 20.1.0',
  );
  expect(machineText(profile({ run: { parallel: null, cores: 8, versions } }))).toBe(
    'parallel unknown, 8 cores, nx 24.0.0, node 20.1.0',
  );
});

test('the critical path compared with the run', () => {
  expect(pathText(profile({ run: { ms: 200 }, criticalPath: { ms: 100, overMs: 100 } }))).toBe(
    '100 ms, 50 % of the run; the run took 100 ms more',
  );
  expect(pathText(profile({ run: { ms: 1 }, criticalPath: { ms: 1, overMs: 0 } }))).toBe(
    '1 ms, 100 % of the run; the run took 0 ms more',
  );
  expect(pathText(profile({ run: { ms: 0 }, criticalPath: { ms: 0, overMs: -5 } }))).toBe(
    '0 ms; the run took 0 ms more',
  );
});

test('the use of lanes', () => {
  const lanes = { lanes: 2, idleMs: 40, quietMs: 10, efficiency: 0.8 };
  expect(lanesText(profile({ counts: { ran: 1, failed: 0 }, lanes }))).toBe(
    '80 % efficient: 40 ms idle on 2 lanes; for 10 ms of the run no task ran at all',
  );
  expect(lanesText(profile({ counts: { ran: 0, failed: 1 }, lanes: { ...lanes, lanes: 1 } }))).toBe(
    '80 % efficient: 40 ms idle on 1 lane; for 10 ms of the run no task ran at all',
  );
  expect(lanesText(profile({ counts: { ran: 1, failed: 1 }, lanes }))).toMatch(/^80 % efficient: /);
  const none = 'no task really ran; for 10 ms of the run no task ran at all';
  expect(lanesText(profile({ counts: { ran: 0, failed: 0 }, lanes }))).toBe(none);
  expect(lanesText(profile({ counts: { ran: 1, failed: 0 }, lanes: { ...lanes, efficiency: null } }))).toBe(none);
});

test.each([
  [{ cached: 0, known: 0, savedMs: 0 }, 'no hits'],
  [{ cached: 1, known: 0, savedMs: 0 }, '1 replayed task; no real durations recorded'],
  [{ cached: 2, known: 2, savedMs: 90 }, '90 ms of task time saved over 2 replayed tasks'],
  [
    { cached: 3, known: 1, savedMs: 90 },
    '90 ms of task time saved over 1 replayed task; no real duration recorded for 2 more',
  ],
])('what the cache saved: %p', (cache, text) => {
  expect(cacheText(profile({ cache }))).toBe(text);
});

test('the phases of code generation, in their order', () => {
  const phases = {
    templates: { ms: 1, hits: 2, total: 3 },
    generation: { ms: 4, fresh: 5, rendered: 6, pruned: 7 },
    compilation: { ms: 8, fresh: 9, compiled: 10, pruned: 11 },
  } as unknown as CodegenProfile;
  expect(codegenRows(phases)).toEqual([
    { name: 'templates', ms: 1, counts: '2 of 3 from the cache' },
    { name: 'generation', ms: 4, counts: 'fresh=5 rendered=6 pruned=7' },
    { name: 'compilation', ms: 8, counts: 'fresh=9 compiled=10 pruned=11' },
  ]);
});

test('advice in words', () => {
  expect(adviceText({ kind: 'speed-up', task: 'a:b', ms: 100, gainMs: 40 })).toBe(
    'speed up a:b: it takes 100 ms of the critical path, and at most 40 ms can be gained',
  );
  expect(adviceText({ kind: 'order-only-edge', task: 'a:b', after: 'c:d', gainMs: 40 })).toBe(
    'a:b waits for c:d only for order: without that edge the critical path is 40 ms shorter',
  );
  const lanes = { kind: 'lanes', lanes: 2, full: 0.9, overMs: 100 } as const;
  expect(adviceText({ ...lanes, cores: 4 })).toBe(
    'all 2 lanes were busy for 90 % of the run: --parallel=4 may gain up to 100 ms',
  );
  expect(adviceText({ ...lanes, cores: 2 })).toBe(
    'all 2 lanes were busy for 90 % of the run: less work, or a machine with more cores, may gain up to 100 ms',
  );
});
