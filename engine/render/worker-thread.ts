import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { EmitStageInput, Unfinished } from './emit-stage';
import type { Job, JobResult, ThreadTimes } from './job';
import type { ObservedReads } from '../user-code/observed-reads';
import type { RendererInput } from './renderer';

export interface WorkerInput {
  readonly renderer: RendererInput;
  readonly jobs: readonly Job[];
  readonly shared: Int32Array;
  readonly stopOnFailure: boolean;
  /** Most jobs claimed at a time. */
  readonly chunk: number;
  /** Counted from 1: which of the places in `shared` are this thread's. */
  readonly slot: number;
}

/** What a thread is told to do: to claim jobs until none is left, or to finish what another thread rendered. */
export type WorkerOrder =
  | { readonly work: WorkerInput }
  | { readonly prepareToFinish: EmitStageInput }
  | { readonly finish: readonly Unfinished[] };

export type WorkerMessage =
  | { readonly chunk: number; readonly results: readonly JobResult[] }
  | { readonly done: ThreadTimes; readonly reads: ObservedReads }
  | { readonly failed: readonly Diagnostic[] }
  | { readonly finished: Finished };

/** How a worker thread came to the end of its part of a run. */
export type WorkerEnd =
  | { readonly kind: 'done'; readonly times: ThreadTimes; readonly reads: ObservedReads }
  /** Its renderer could not be made. */
  | { readonly kind: 'failed'; readonly problems: readonly Diagnostic[] }
  /** It never ran: the system has no room for another thread. */
  | { readonly kind: 'not-started'; readonly reason: string }
  /** It ended in the middle of something; whatever it had claimed and not answered for is lost. */
  | { readonly kind: 'crashed'; readonly message: string; readonly hint: string; readonly code?: string };

/** What came of a list that was to be finished, in its order, and the thread's times since it was told to prepare. */
export interface Finished {
  readonly results: readonly JobResult[];
  readonly busyNs: number;
  readonly compileNs: number;
}

interface Part {
  readonly onResults: (chunk: number, results: readonly JobResult[]) => void;
  readonly resolve: (end: WorkerEnd) => void;
}

/** A thread that works on one run after the other. While it has nothing to do, it keeps no process alive. */
export class WorkerThread {
  private readonly worker: Worker = startWorker();
  private part: Part | undefined;
  private readonly finishing: ((done: Finished | undefined) => void)[] = [];
  private state: 'idle' | 'busy' | 'ended' = 'idle';

  /** @param onIdle called whenever a part is done and another one may follow */
  constructor(private readonly onIdle: (thread: WorkerThread) => void) {
    this.worker.on('message', (message: WorkerMessage) => {
      if ('chunk' in message) this.part?.onResults(message.chunk, message.results);
      else if ('finished' in message) this.finishing.shift()?.(message.finished);
      else if ('done' in message) this.rest({ kind: 'done', times: message.done, reads: message.reads });
      else this.rest({ kind: 'failed', problems: message.failed });
    });
    this.worker.on('error', (error) => this.ended(endOf(error)));
    this.worker.on('exit', (code) =>
      this.ended({
        kind: 'crashed',
        message: `code that ran for this file ended its thread with process.exit(${code})`,
        hint: 'throw an error instead',
      }),
    );
    this.worker.unref();
  }

  get isIdle(): boolean {
    return this.state === 'idle';
  }

  get hasEnded(): boolean {
    return this.state === 'ended';
  }

  /** Only for an idle thread. That the thread ends badly is an outcome, not an error. */
  work(input: WorkerInput, onResults: Part['onResults']): Promise<WorkerEnd> {
    this.state = 'busy';
    this.worker.ref();
    return new Promise((resolve) => {
      this.part = { onResults, resolve };
      this.order({ work: input });
    });
  }

  /** Only for an idle thread, which is taken until {@link endFinishing}. */
  prepareToFinish(input: EmitStageInput): void {
    this.state = 'busy';
    this.worker.ref();
    this.order({ prepareToFinish: input });
  }

  /** What comes of jobs; undefined where the thread ended before it could tell. */
  finish(jobs: readonly Unfinished[]): Promise<Finished | undefined> {
    if (this.hasEnded) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.finishing.push(resolve);
      this.order({ finish: jobs });
    });
  }

  /** Only once all that it was to finish is finished. */
  endFinishing(): void {
    if (this.state === 'busy') this.rest();
  }

  private order(order: WorkerOrder): void {
    this.worker.postMessage(order);
  }

  /** Lets the process end although this thread is busy: nobody waits for it. */
  leave(): void {
    this.worker.unref();
  }

  async end(): Promise<void> {
    this.state = 'ended';
    await this.worker.terminate();
  }

  private rest(end?: WorkerEnd): void {
    if (end) this.part?.resolve(end);
    this.part = undefined;
    this.worker.unref();
    if (this.hasEnded) return;
    this.state = 'idle';
    this.onIdle(this);
  }

  private ended(end: WorkerEnd): void {
    this.state = 'ended';
    this.part?.resolve(end);
    this.part = undefined;
    for (const resolve of this.finishing.splice(0)) resolve(undefined);
  }
}

/** What the system says where there is no room for what a thread opens when it starts. */
const NO_ROOM = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']);

/**
 * The same end, unless it came before the thread began with its part: what it lacked then was room for itself.
 *
 * @param begun whether it has claimed anything
 */
export function endBeforeWork(end: WorkerEnd, begun: boolean): WorkerEnd {
  if (begun || end.kind !== 'crashed' || !NO_ROOM.has(end.code ?? '')) return end;
  return { kind: 'not-started', reason: end.code ?? '' };
}

/** What is said of the job that a thread had begun when it ended. */
export function crashProblem(job: Job | undefined, { message, hint }: WorkerEnd & { kind: 'crashed' }): Diagnostic {
  const file = job?.kind === 'pattern' ? job.spec : undefined;
  return { severity: 'error', code: 'worker', message, ...(file === undefined ? {} : { file }), hint };
}

function endOf(error: NodeJS.ErrnoException): WorkerEnd {
  if (error.code === 'ERR_WORKER_INIT_FAILED') {
    return { kind: 'not-started', reason: error.message.replace(/^.*: /, '') };
  }
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    const hint = 'raise the limit (NODE_OPTIONS="--max-old-space-size=4096"), or look for data that grows without end';
    return { kind: 'crashed', message: 'a worker thread ran out of memory on this file', hint };
  }
  const hint = 'an error that nobody waits for, in code that goes on behind a helper or prepare module?';
  const message = `a worker thread ended on this file: ${error.message}`;
  return { kind: 'crashed', message, hint, ...(error.code === undefined ? {} : { code: error.code }) };
}

function startWorker(): Worker {
  const { Worker } = require('node:worker_threads') as typeof import('node:worker_threads');
  const file = join(__dirname, 'worker.js');
  if (!existsSync(file)) throw new Error('the worker thread needs the built package: run "npm run build"');
  return new Worker(file);
}
