import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../../../diagnostics/diagnostic';
import type { OnProgress } from '../report/progress';
import type { Job, JobResult, ThreadTimes } from './job';
import { type Renderer, type RendererInput } from './renderer';

/** Most jobs claimed at a time: enough that claiming and answering cost nothing beside the work. */
const MOST_AT_ONCE = 16;
/** Milliseconds of work that must be left before `auto` starts a thread: what starting one costs, twice. */
const WORTH_A_THREAD_MS = 160;
/** `auto` looks at what a file costs after this many milliseconds. */
const LOOK_AFTER_MS = 25;

/** Shared between threads: the next job to claim, and whether to claim no more. */
export const NEXT = 0;
export const STOP = 1;

export interface WorkerInput {
  readonly renderer: RendererInput;
  readonly jobs: readonly Job[];
  readonly shared: Int32Array;
  readonly stopOnFailure: boolean;
  /** Jobs claimed at a time. */
  readonly chunk: number;
}

export type WorkerMessage =
  | { readonly chunk: number; readonly results: readonly JobResult[] }
  | { readonly done: ThreadTimes }
  | { readonly failed: readonly Diagnostic[] };

export interface PoolResult {
  /** By the job's index; undefined for jobs behind a failure that stopped the run. */
  readonly results: readonly (JobResult | undefined)[];
  readonly times: ThreadTimes;
  /** Threads that worked, the main one included. */
  readonly workers: number;
}

/**
 * Works through the jobs, in this thread and, where that pays, in others beside it. All claim chunks in
 * order from one counter, so that a failure found is always the first one, whatever the number of threads.
 */
export async function runJobs(
  main: Renderer,
  input: RendererInput,
  jobs: readonly Job[],
  workers: number | 'auto',
  stopOnFailure: boolean,
  onProgress?: OnProgress,
): Promise<PoolResult> {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const results: (JobResult | undefined)[] = new Array<undefined>(jobs.length).fill(undefined);
  const times: ThreadTimes = { render: 0, compile: 0 };
  // With few jobs for many threads, small chunks let all of them begin and end together.
  const chunk = workers === 'auto' ? MOST_AT_ONCE : clamp(Math.ceil(jobs.length / (workers * 4)), 1, MOST_AT_ONCE);
  const threads: Promise<void>[] = [];
  const running: Worker[] = [];
  let finishedJobs = 0;
  const finish = (count: number): void => onProgress?.('generating', (finishedJobs += count), jobs.length);
  const start = (count: number): void => {
    for (let index = 1; index <= count; index++) {
      const renderer = { ...input, stagingPrefix: `${index}-` };
      const { worker, finished } = startWorker(
        { renderer, jobs, shared, stopOnFailure, chunk },
        results,
        times,
        finish,
      );
      running.push(worker);
      threads.push(finished);
    }
  };

  if (workers !== 'auto') start(Math.min(workers, Math.ceil(jobs.length / chunk)) - 1);
  const began = performance.now();
  let undecided = workers === 'auto';
  try {
    await claimChunks({ jobs, shared, stopOnFailure, chunk }, async (first, list) => {
      for (const [offset, job] of list.entries()) {
        const result = await main.run(job);
        results[first + offset] = result;
        finish(1);
        if (result.failures.length > 0 && stopOnFailure) return false;
        const done = first + offset + 1;
        const spent = performance.now() - began;
        if (undecided && spent > LOOK_AFTER_MS) {
          undecided = false;
          start(worthwhileThreads(spent / done, jobs.length - first - chunk));
        }
      }
      // Let messages of other threads in.
      await new Promise<void>((resolve) => setImmediate(resolve));
      return true;
    });
    await Promise.all(threads);
  } finally {
    Atomics.store(shared, STOP, 1);
    await Promise.all(running.map((worker) => worker.terminate()));
  }
  times.render += main.times.render;
  times.compile += main.times.compile;
  return { results, times, workers: 1 + running.length };
}

/** Claims chunk after chunk until none is left, one says stop, or `work` answers false. */
export async function claimChunks(
  { jobs, shared, stopOnFailure, chunk }: Omit<WorkerInput, 'renderer'>,
  work: (first: number, jobs: readonly Job[]) => Promise<boolean>,
): Promise<void> {
  for (;;) {
    if (stopOnFailure && Atomics.load(shared, STOP) !== 0) return;
    const first = Atomics.add(shared, NEXT, chunk);
    if (first >= jobs.length) return;
    if (!(await work(first, jobs.slice(first, first + chunk)))) {
      Atomics.store(shared, STOP, 1);
      return;
    }
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** How many threads beside this one shorten the rest, at a measured cost per job in milliseconds. */
function worthwhileThreads(msPerJob: number, left: number): number {
  const rest = msPerJob * left;
  const most = Math.min(availableParallelism() - 1, 7);
  return Math.max(0, Math.min(most, Math.floor(rest / WORTH_A_THREAD_MS)));
}

function startWorker(
  input: WorkerInput,
  results: (JobResult | undefined)[],
  times: ThreadTimes,
  finish: (jobs: number) => void,
): { worker: Worker; finished: Promise<void> } {
  const worker = new Worker(workerFile(), { workerData: input });
  const finished = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if ('chunk' in message) {
        for (const [offset, result] of message.results.entries()) results[message.chunk + offset] = result;
        finish(message.results.length);
      } else if ('done' in message) {
        times.render += message.done.render;
        times.compile += message.done.compile;
        resolve();
      } else {
        reject(new Error(message.failed.map((one) => one.message).join('\n')));
      }
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`a worker thread ended with code ${code}`));
    });
  });
  // Whoever awaits the threads gets the error; until then it must not count as unhandled.
  finished.catch(() => undefined);
  return { worker, finished };
}

function workerFile(): string {
  const file = join(__dirname, 'worker.js');
  if (!existsSync(file)) throw new Error('the worker thread needs the built package: run "npm run build"');
  return file;
}
