import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import threads from 'node:worker_threads';
import type { EmitStageInput } from './emit-stage';
import type { Job } from './job';
import { crashProblem, endOrStartFailure, WorkerThread, type WorkerEnd, type WorkerInput } from './worker-thread';

const crash = (code?: string): WorkerEnd => ({
  kind: 'crashed',
  message: 'it ended',
  hint: 'do this',
  ...(code === undefined ? {} : { code }),
});

describe('endOrStartFailure', () => {
  test.each(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN'])(
    'a crash with %s before the first job is a missing thread',
    (code) => {
      expect(endOrStartFailure(crash(code), false)).toEqual({ kind: 'not-started', reason: code });
      expect(endOrStartFailure(crash(code), true)).toEqual(crash(code));
    },
  );

  test('other ends stay as they are', () => {
    const failed: WorkerEnd = { kind: 'failed', problems: [] };
    for (const end of [crash('EACCES'), crash(), failed]) expect(endOrStartFailure(end, false)).toBe(end);
  });
});

test.each<[job: Job | undefined, file: string | undefined]>([
  [{ kind: 'pattern', spec: 'a.json', emits: [0], ifDataChanged: [] }, 'a.json'],
  [{ kind: 'compile', source: 'a.ts', sha256: '', compilers: [0] }, undefined],
  [undefined, undefined],
])('a crash during %j names its pattern', (job, file) => {
  expect(crashProblem(job, crash('EMFILE') as WorkerEnd & { kind: 'crashed' })).toStrictEqual({
    severity: 'error',
    code: 'worker',
    message: 'it ended',
    ...(file === undefined ? {} : { file }),
    hint: 'do this',
  });
});

describe('WorkerThread', () => {
  /** Records what a thread is told. */
  class FakeWorker extends EventEmitter {
    readonly told: unknown[] = [];
    ref = (): number => this.told.push('ref');
    unref = (): number => this.told.push('unref');
    postMessage = (order: unknown): number => this.told.push(order);
    terminate = (): Promise<void> => Promise.resolve(void this.told.push('terminate'));
  }

  const TIMES = { render: 1, compile: 2 };
  const READS = { own: [], shared: [], written: [] } as never;
  const INPUT = { slot: 1 } as unknown as WorkerInput;
  let worker: FakeWorker;
  let idle: WorkerThread[];
  let thread: WorkerThread;
  const isBuilt = jest.fn();

  beforeEach(() => {
    worker = new FakeWorker();
    idle = [];
    isBuilt.mockReturnValue(true);
    jest.spyOn(fs, 'existsSync').mockImplementation(isBuilt as typeof fs.existsSync);
    jest.spyOn(threads, 'Worker').mockImplementation((() => worker) as never);
    thread = new WorkerThread((one) => idle.push(one));
  });
  afterEach(() => jest.restoreAllMocks());

  const state = () => [thread.isIdle, thread.hasEnded];

  test('runs the built worker and does not keep the process alive', () => {
    expect(String((threads.Worker as unknown as jest.Mock).mock.calls[0]?.[0])).toMatch(/[\\/]render[\\/]worker\.js$/);
    expect([worker.told, state(), idle]).toEqual([['unref'], [true, false], []]);
    isBuilt.mockReturnValue(false);
    expect(() => new WorkerThread(() => undefined)).toThrow(
      'the worker thread needs the built package: run "npm run build"',
    );
  });

  test('passes on results and becomes idle when the work is done', async () => {
    const onResults = jest.fn();
    const end = thread.work(INPUT, onResults);
    expect([worker.told, state()]).toEqual([
      ['unref', 'ref', { work: INPUT }],
      [false, false],
    ]);
    worker.emit('message', { chunk: 16, results: [] });
    expect(onResults.mock.calls).toEqual([[16, []]]);
    expect(idle).toEqual([]);
    worker.emit('message', { done: TIMES, reads: READS });
    await expect(end).resolves.toEqual({ kind: 'done', times: TIMES, reads: READS });
    expect([worker.told.at(-1), state()]).toEqual(['unref', [true, false]]);
    expect(idle).toEqual([thread]);
    worker.emit('message', { chunk: 32, results: [] });
    expect(onResults).toHaveBeenCalledTimes(1);
  });

  test('reports that its modules do not load', async () => {
    const end = thread.work(INPUT, jest.fn());
    worker.emit('message', { failed: [] });
    await expect(end).resolves.toEqual({ kind: 'failed', problems: [] });
    expect([state(), idle]).toEqual([[true, false], [thread]]);
  });

  test('finishes batches in order', async () => {
    const input = { stagingPrefix: 'f-' } as unknown as EmitStageInput;
    thread.prepareToFinish(input);
    expect([worker.told, thread.isIdle]).toEqual([['unref', 'ref', { prepareToFinish: input }], false]);
    const [one, other] = [thread.finish([]), thread.finish([])];
    expect(worker.told.slice(3)).toEqual([{ finish: [] }, { finish: [] }]);
    worker.emit('message', { finished: 'first' });
    worker.emit('message', { finished: 'second' });
    expect([await one, await other]).toEqual(['first', 'second']);
    expect(idle).toEqual([]);
    thread.endFinishing();
    thread.endFinishing();
    expect([state(), idle]).toEqual([[true, false], [thread]]);
  });

  test('loses unfinished batches when it ends', async () => {
    thread.prepareToFinish({} as EmitStageInput);
    const lost = thread.finish([]);
    worker.emit('exit', 1);
    expect(await lost).toBeUndefined();
    expect(await thread.finish([])).toBeUndefined();
    thread.endFinishing();
    expect([state(), idle]).toEqual([[false, true], []]);
  });

  test('is not idle again after its end', async () => {
    void thread.work(INPUT, jest.fn());
    await thread.end();
    expect([worker.told.at(-1), state()]).toEqual(['terminate', [false, true]]);
    worker.emit('message', { done: TIMES, reads: READS });
    expect([state(), idle]).toEqual([[false, true], []]);
  });

  test('can be left alone', () => {
    thread.unref();
    expect(worker.told).toEqual(['unref', 'unref']);
  });

  test.each<[what: string, event: string, value: unknown, end: WorkerEnd]>([
    [
      'exits',
      'exit',
      3,
      {
        kind: 'crashed',
        message: 'code that ran for this file ended its thread with process.exit(3)',
        hint: 'throw an error instead',
      },
    ],
    [
      'cannot start',
      'error',
      Object.assign(new Error('Worker initialization failure: EMFILE'), { code: 'ERR_WORKER_INIT_FAILED' }),
      { kind: 'not-started', reason: 'EMFILE' },
    ],
    [
      'runs out of memory',
      'error',
      Object.assign(new Error(), { code: 'ERR_WORKER_OUT_OF_MEMORY' }),
      {
        kind: 'crashed',
        message: 'a worker thread ran out of memory on this file',
        hint: 'raise the limit (NODE_OPTIONS="--max-old-space-size=4096"), or look for data that grows without end',
      },
    ],
    [
      'throws',
      'error',
      new Error('late'),
      {
        kind: 'crashed',
        message: 'a worker thread ended on this file: late',
        hint: 'does a helper or prepare module start work that throws later?',
      },
    ],
    [
      'throws an error of the system',
      'error',
      Object.assign(new Error('late'), { code: 'EMFILE' }),
      {
        kind: 'crashed',
        message: 'a worker thread ended on this file: late',
        hint: 'does a helper or prepare module start work that throws later?',
        code: 'EMFILE',
      },
    ],
  ])('ends if it %s', async (_what, event, value, expected) => {
    const end = thread.work(INPUT, jest.fn());
    worker.emit(event, value);
    await expect(end).resolves.toStrictEqual(expected);
    expect([state(), idle]).toEqual([[false, true], []]);
  });
});
