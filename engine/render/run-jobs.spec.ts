import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import threads from 'node:worker_threads';
import type { EmitStageJob } from './emit-stage';
import type { Job, JobResult } from './job';
import type { OffloadQueue } from './offload-queue';
import type { Renderer, RendererInput } from './renderer';
import { BEGUN, claimChunks, CURRENT_JOB, NEXT_JOB, runJobs, STOP } from './run-jobs';
import type { WorkerInput } from './worker-thread';

const jobsOf = (count: number): Job[] =>
  Array.from({ length: count }, (_, at) => ({ kind: 'pattern', spec: `${at}`, emits: [0], ifDataChanged: [] }));

const problem = (spec: string) => ({ severity: 'error', code: 'x', message: `${spec} is wrong` }) as const;
const resultOf = (spec: string, fails = false): JobResult => ({
  patterns: [{ spec, data: '', isSame: false, kept: [], reads: [] }],
  rendered: [],
  skipped: [],
  compiled: [],
  failures: fails ? [problem(spec)] : [],
});

/** A renderer whose jobs fail in rendering (`draft`) or in finishing (`finish`). */
function fake({ draft = [] as string[], finish = [] as string[], inBatches = false } = {}) {
  const calls: string[] = [];
  const specOf = (job: EmitStageJob): string => (job.kind === 'drafted' ? (job.patterns[0]?.spec ?? '') : '');
  const main = {
    formatsInBatches: inBatches,
    times: { render: 10, compile: 20 },
    render: (job: Job): Promise<EmitStageJob> => {
      const spec = job.kind === 'pattern' ? job.spec : '';
      calls.push(`render ${spec}`);
      const { patterns } = resultOf(spec);
      return Promise.resolve({ kind: 'drafted', patterns, parts: draft.includes(spec) ? [problem(spec)] : [] });
    },
    finish: (job: EmitStageJob): JobResult => {
      const spec = specOf(job);
      calls.push(`finish ${spec}`);
      return resultOf(spec, draft.includes(spec) || finish.includes(spec));
    },
    formatBatch: (jobs: readonly EmitStageJob[]) => {
      if (jobs.length > 0) calls.push(`format ${jobs.map(specOf).join(' ')}`);
      return Promise.resolve(jobs);
    },
  } as unknown as Renderer;
  return { main, calls };
}

const INPUT = {} as RendererInput;
const specsOf = (results: readonly (JobResult | undefined)[]) => results.map((one) => one?.patterns[0]?.spec);

test('one thread runs the jobs in order and reports progress', async () => {
  const { main, calls } = fake();
  const progress: unknown[] = [];
  const done = await runJobs(main, INPUT, jobsOf(3), 1, true, undefined, (...told) => progress.push(told));
  expect(calls).toEqual(['render 0', 'finish 0', 'render 1', 'finish 1', 'render 2', 'finish 2']);
  expect(done).toEqual({
    results: ['0', '1', '2'].map((spec) => resultOf(spec)),
    times: { render: 10, compile: 20 },
    workers: 1,
    failures: [],
    notes: [],
    reads: { own: [], shared: [], written: [] },
  });
  expect(progress).toEqual([
    ['generating', 1, 3],
    ['generating', 2, 3],
    ['generating', 3, 3],
  ]);
});

test.each([{ draft: ['1'] }, { finish: ['1'] }])('stops after the first failure if told to: %j', async (failing) => {
  const stopped = await runJobs(fake(failing).main, INPUT, jobsOf(40), 1, true, undefined);
  expect(stopped.results).toHaveLength(40);
  expect(specsOf(stopped.results).filter(Boolean)).toEqual(['0', '1']);
  expect(stopped.results[1]?.failures).toEqual([problem('1')]);
  expect(stopped.failures).toEqual([]);
  const all = await runJobs(fake(failing).main, INPUT, jobsOf(40), 1, false, undefined);
  expect(specsOf(all.results)).toEqual(jobsOf(40).map((_, at) => `${at}`));
});

test('jobs that are formatted together are finished after formatting', async () => {
  const { main, calls } = fake({ inBatches: true });
  const done = await runJobs(main, INPUT, jobsOf(2), 1, true, undefined);
  expect(calls).toEqual(['render 0', 'render 1', 'format 0 1', 'finish 0', 'finish 1']);
  expect(specsOf(done.results)).toEqual(['0', '1']);
});

test('a job that fails is the last of its batch', async () => {
  const { main, calls } = fake({ inBatches: true, draft: ['1'] });
  await runJobs(main, INPUT, jobsOf(600), 1, true, undefined);
  expect(calls).toEqual(['render 0', 'render 1', 'format 0 1', 'finish 0', 'finish 1']);
});

test('a queue with room takes the jobs, and is finished at the end', async () => {
  const { main, calls } = fake();
  const queued: (() => void)[] = [];
  const offload = {
    hasRoom: true,
    compileNs: 5,
    finishedBatches: 1,
    add: (jobs: readonly EmitStageJob[], settle: (results: JobResult[]) => void) =>
      queued.push(() => settle(jobs.map((job) => main.finish(job)))),
    finishAll: () => {
      for (const one of queued) one();
      return Promise.resolve();
    },
  } as unknown as OffloadQueue;
  const done = await runJobs(main, INPUT, jobsOf(2), 1, true, offload);
  expect(calls).toEqual(['render 0', 'format 0', 'render 1', 'format 1', 'finish 0', 'finish 1']);
  expect(done).toMatchObject({ workers: 2, times: { render: 10, compile: 25 } });
  expect(specsOf(done.results)).toEqual(['0', '1']);
});

test('jobs that the queue lost are repeated', async () => {
  const { main, calls } = fake();
  const finishAll = () => Promise.resolve();
  const offload = { hasRoom: true, compileNs: 0, finishedBatches: 0, add: () => undefined, finishAll };
  main.run = (job) => Promise.resolve(resultOf(`again ${job.kind === 'pattern' ? job.spec : ''}`));
  const done = await runJobs(main, INPUT, jobsOf(2), 1, true, offload as unknown as OffloadQueue);
  expect(calls).toEqual(['render 0', 'format 0', 'render 1', 'format 1']);
  expect(specsOf(done.results)).toEqual(['again 0', 'again 1']);
  expect(done.workers).toBe(1);
});

describe('claimChunks', () => {
  async function claimed(stopOnFailure: boolean, goesOn: (first: number) => boolean, stop = 0) {
    const shared = new Int32Array(new SharedArrayBuffer(1024 * 4));
    Atomics.store(shared, STOP, stop);
    const chunks: unknown[] = [];
    await claimChunks({ jobs: jobsOf(5), shared, stopOnFailure, chunk: 2 }, (first, list) => {
      chunks.push([first, list.length]);
      return Promise.resolve(goesOn(first));
    });
    return { chunks, next: shared[NEXT_JOB], stop: shared[STOP] };
  }

  test('claims all jobs', async () => {
    const all = [[0, 2], [2, 2], [4, 1]]; // prettier-ignore
    expect(await claimed(true, () => true)).toEqual({ chunks: all, next: 8, stop: 0 });
    expect(await claimed(false, () => true, 1)).toEqual({ chunks: all, next: 8, stop: 1 });
  });

  test('stops after a failure here or in another thread', async () => {
    expect(await claimed(true, (first) => first < 2)).toEqual({ chunks: [[0, 2], [2, 2]], next: 4, stop: 1 }); // prettier-ignore
    expect(await claimed(true, () => true, 1)).toEqual({ chunks: [], next: 0, stop: 1 });
  });
});

describe('with another thread', () => {
  const input = { settings: {}, modules: { key: '', templates: {} } } as unknown as RendererInput;

  /** Runs four jobs while another thread, which begins first, does something. */
  async function runWith(work: (input: WorkerInput, tell: (event: string, value: unknown) => void) => void) {
    const { main, calls } = fake();
    main.run = (job) => Promise.resolve(resultOf(`again ${job.kind === 'pattern' ? job.spec : ''}`));
    const worker = Object.assign(new EventEmitter(), {
      ...{ ref: () => undefined, unref: () => undefined, terminate: () => Promise.resolve() },
      postMessage: (order: { work: WorkerInput }) => work(order.work, (event, value) => worker.emit(event, value)),
    });
    jest.spyOn(fs, 'existsSync').mockReturnValue(true);
    jest.spyOn(threads, 'Worker').mockImplementation((() => worker) as never);
    try {
      const done = await runJobs(main, input, jobsOf(4), 2, true, undefined);
      worker.emit('exit', 0);
      return { ...done, calls };
    } finally {
      jest.restoreAllMocks();
    }
  }

  // As a thread claims the first job.
  function claim({ shared, slot, chunk }: WorkerInput): void {
    Atomics.store(shared, BEGUN + slot, 1);
    Atomics.add(shared, NEXT_JOB, chunk);
    Atomics.store(shared, CURRENT_JOB + slot, 1);
  }

  test('its results and times count', async () => {
    const reads = { own: [], shared: [], written: ['x'] };
    const done = await runWith((order, tell) => {
      claim(order);
      expect([order.slot, order.chunk, order.renderer.stagingPrefix]).toEqual([1, 1, '1-']);
      tell('message', { chunk: 0, results: [resultOf('there')] });
      setImmediate(() => tell('message', { done: { render: 1, compile: 2 }, reads }));
    });
    expect(specsOf(done.results)).toEqual(['there', '1', '2', '3']);
    expect(done).toMatchObject({ workers: 2, times: { render: 11, compile: 22 }, reads, failures: [], notes: [] });
  });

  test('its crash fails the job that it was running', async () => {
    const done = await runWith((order, tell) => {
      claim(order);
      setImmediate(() => tell('exit', 1));
    });
    const message = 'code that ran for this file ended its thread with process.exit(1)';
    const hint = 'throw an error instead';
    expect(done.results[0]?.failures).toEqual([{ severity: 'error', code: 'worker', message, file: '0', hint }]);
    expect(done).toMatchObject({ failures: [], workers: 2 });
  });

  test('a job that it claimed but did not finish is repeated', async () => {
    const done = await runWith((order, tell) => {
      claim(order);
      setImmediate(() =>
        tell('message', { done: { render: 0, compile: 0 }, reads: { own: [], shared: [], written: [] } }),
      );
    });
    expect(specsOf(done.results)).toEqual(['again 0', '1', '2', '3']);
  });

  test('a failure of the thread itself fails the run', async () => {
    const done = await runWith((_order, tell) => setImmediate(() => tell('message', { failed: [problem('code')] })));
    expect(done.failures).toEqual([problem('code')]);
    expect(specsOf(done.results)).toEqual(['0', '1', '2', '3']);
  });

  test('without resources for it, this thread does all and says so', async () => {
    const error = Object.assign(new Error('EMFILE'), { code: 'EMFILE' });
    const done = await runWith((_order, tell) => setImmediate(() => tell('error', error)));
    expect(done).toMatchObject({ workers: 1, failures: [] });
    expect(done.notes).toHaveLength(1);
    expect(done.notes[0]).toContain('EMFILE');
  });
});
