import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { OnProgress } from '../report/progress';
import { hasFailedPart, type EmitStageJob } from './emit-stage';
import type { OffloadQueue } from './offload-queue';
import type { Job, JobResult, ThreadTimes } from './job';
import { mergeReads, NO_READS, type ObservedReads } from '../user-code/observed-reads';
import { earlyThreads } from './thread-cost';
import { idleThreadCount, takeThread } from './thread-pool';
import { type Renderer, type RendererInput } from './renderer';
import { chooseThreads } from './thread-choice';
import { crashProblem, endOrStartFailure, type WorkerEnd, type WorkerInput, type WorkerThread } from './worker-thread';

/** Most jobs claimed at a time: enough to make the cost of claiming negligible. */
const MAX_CHUNK = 16;
/** The same if jobs are formatted together by a program that is slow to start. */
const MAX_FORMAT_CHUNK = 256;
const MAX_THREADS = 256;

/** Indexes into the memory shared between threads: the next job to claim, and the stop flag. */
export const NEXT_JOB = 0;
export const STOP = 1;
/** Start of one slot per thread, counted from 1: the current job, counted from 1; 0 for none. */
export const CURRENT_JOB = 2;
/** Start of one slot per thread: 1 once it has begun to claim jobs. */
export const BEGUN = CURRENT_JOB + MAX_THREADS;

const NOTHING_DONE: WorkerEnd = { kind: 'done', times: { render: 0, compile: 0 }, reads: NO_READS };

export interface PoolResult {
  /** By job index; undefined for jobs after a failure that stopped the run. */
  readonly results: readonly (JobResult | undefined)[];
  readonly times: ThreadTimes;
  /** Number of threads that worked, including the main one. */
  readonly workers: number;
  /** Failures of threads rather than of jobs. */
  readonly failures: readonly Diagnostic[];
  readonly notes: readonly string[];
  /** Reads of user code in the other threads. */
  readonly reads: ObservedReads;
}

/**
 * Runs the jobs in this thread and, if that pays, in others. All threads claim chunks in order from one counter, so the
 * first failure is the same for any number of threads.
 *
 * A thread that ends during a job fails only that job. This thread repeats the other jobs that were lost with it.
 */
export async function runJobs(
  main: Renderer,
  input: RendererInput,
  jobs: readonly Job[],
  workers: number | 'auto',
  stopOnFailure: boolean,
  offload: OffloadQueue | undefined,
  onProgress?: OnProgress,
): Promise<PoolResult> {
  const shared = new Int32Array(new SharedArrayBuffer(4 * (BEGUN + MAX_THREADS)));
  const results: (JobResult | undefined)[] = new Array<undefined>(jobs.length).fill(undefined);
  const times: ThreadTimes = { render: 0, compile: 0 };
  // With few jobs for many threads, small chunks balance the load.
  const most = main.formatsInBatches ? MAX_FORMAT_CHUNK : MAX_CHUNK;
  const parts = typeof workers === 'number' ? workers * (main.formatsInBatches ? 1 : 4) : 1;
  const chunk = workers === 'auto' ? most : clamp(Math.ceil(jobs.length / parts), 1, most);
  const threads: { readonly thread: WorkerThread; readonly slot: number; readonly end: Promise<WorkerEnd> }[] = [];
  let finishedJobs = 0;
  const finish = (count: number): void => onProgress?.('generating', (finishedJobs += count), jobs.length);
  const settle = (first: number, list: readonly JobResult[]): void => {
    for (const [offset, result] of list.entries()) results[first + offset] = result;
    finish(list.length);
    if (stopOnFailure && list.some(hasFailed)) Atomics.store(shared, STOP, 1);
  };
  const start = (count: number): void => {
    for (let index = 1; index <= count; index++) {
      const thread = takeThread(input);
      const slot = threads.length + 1;
      const renderer = { ...input, stagingPrefix: `${slot}-` };
      const end = thread.work({ renderer, jobs, shared, stopOnFailure, chunk, slot }, settle);
      threads.push({ thread, slot, end });
    }
  };

  if (workers !== 'auto') start(Math.min(workers, Math.ceil(jobs.length / chunk)) - 1);
  else if (!offload) start(Math.min(idleThreadCount(input), earlyThreads(jobs.length)));
  const choice = workers === 'auto' ? chooseThreads(input, offload) : undefined;
  let ends: WorkerEnd[] = [];
  try {
    await claimChunks({ jobs, shared, stopOnFailure, chunk }, async (first, list) => {
      const hasRoom = offload?.hasRoom === true;
      const rendered: EmitStageJob[] = [];
      let failed = false;
      for (const [offset, job] of list.entries()) {
        const one = await main.render(job);
        if (hasRoom || main.formatsInBatches) {
          rendered.push(one);
          failed = hasFailedPart(one);
        } else {
          const result = main.finish(one);
          settle(first + offset, [result]);
          failed = hasFailed(result);
        }
        if (failed && stopOnFailure) break;
        if (!choice) continue;
        const left = jobs.length - first - list.length;
        start(choice(first + offset + 1, left, threads.length) - threads.length);
      }
      const formatted = await main.formatBatch(rendered);
      failed ||= formatted.some(hasFailedPart);
      if (hasRoom) offload.add(formatted, (made) => settle(first, made));
      else if (main.formatsInBatches)
        for (const [offset, one] of formatted.entries()) settle(first + offset, [main.finish(one)]);
      // Let messages of other threads be processed.
      await new Promise<void>((resolve) => setImmediate(resolve));
      return !(failed && stopOnFailure);
    });
    await offload?.finishAll((job) => main.finish(job));
    // All jobs are claimed. A thread that has not begun gets none, and finishes starting for a later run.
    const isLeft = ({ slot }: { slot: number }): boolean => Atomics.load(shared, BEGUN + slot) === 0;
    const left = new Set(workers === 'auto' ? threads.filter(isLeft) : []);
    for (const { thread } of left) thread.unref();
    ends = await Promise.all(threads.map(async (one) => (left.has(one) ? NOTHING_DONE : one.end)));
  } catch (error) {
    Atomics.store(shared, STOP, 1);
    await Promise.all(threads.filter(({ thread }) => !thread.isIdle).map(({ thread }) => thread.end()));
    throw error;
  }
  const failures: Diagnostic[] = [];
  const notStarted: string[] = [];
  const reads: ObservedReads[] = [];
  for (const [index, told] of ends.entries()) {
    const end = endOrStartFailure(told, Atomics.load(shared, BEGUN + index + 1) !== 0);
    if (end.kind === 'done') {
      times.render += end.times.render;
      times.compile += end.times.compile;
      reads.push(end.reads);
    } else if (end.kind === 'failed') failures.push(...end.problems);
    else if (end.kind === 'not-started') notStarted.push(end.reason);
    else {
      const at = Atomics.load(shared, CURRENT_JOB + index + 1) - 1;
      if (at >= 0 && results[at] === undefined) results[at] = failed(crashProblem(jobs[at], end));
      else failures.push(crashProblem(undefined, end));
    }
  }
  const stopped = stopOnFailure && (failures.length > 0 || results.some((one) => one && hasFailed(one)));
  const claimed = Math.min(Atomics.load(shared, NEXT_JOB), jobs.length);
  for (let at = 0; at < claimed && !stopped; at++) results[at] ??= await main.run(jobs[at]!);
  times.render += main.times.render;
  times.compile += main.times.compile + (offload?.compileNs ?? 0);
  const beside = threads.length - notStarted.length + (offload && offload.finishedBatches > 0 ? 1 : 0);
  return { results, times, workers: 1 + beside, failures, notes: notesOf(notStarted), reads: mergeReads(reads) };
}

function hasFailed({ failures }: JobResult): boolean {
  return failures.length > 0;
}

function failed(problem: Diagnostic): JobResult {
  return { patterns: [], rendered: [], skipped: [], compiled: [], failures: [problem] };
}

function notesOf(notStarted: readonly string[]): string[] {
  const count = notStarted.length;
  return count === 0 ? [] : [`workers: ${count} could not be started (${notStarted[0]}), so fewer rendered`];
}

/** Claims chunks until none is left, the stop flag is set, or `work` returns false. */
export async function claimChunks(
  { jobs, shared, stopOnFailure, chunk }: Omit<WorkerInput, 'renderer' | 'slot'>,
  work: (first: number, jobs: readonly Job[]) => Promise<boolean>,
): Promise<void> {
  for (;;) {
    if (stopOnFailure && Atomics.load(shared, STOP) !== 0) return;
    const first = Atomics.add(shared, NEXT_JOB, chunk);
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
