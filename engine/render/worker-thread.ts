import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { EmitStageInput, EmitStageJob } from './emit-stage';
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
  /** Index of this thread's slots in `shared`, counted from 1. */
  readonly slot: number;
}

/** An order to a thread: claim jobs until none is left, or finish jobs that another thread rendered. */
export type WorkerOrder =
  | { readonly work: WorkerInput }
  | { readonly prepareToFinish: EmitStageInput }
  | { readonly finish: readonly EmitStageJob[] };

export type WorkerMessage =
  | { readonly chunk: number; readonly results: readonly JobResult[] }
  | { readonly done: ThreadTimes; readonly reads: ObservedReads }
  | { readonly failed: readonly Diagnostic[] }
  | { readonly finished: Finished };

/** How a thread ended its part of a run. */
export type WorkerEnd =
  | { readonly kind: 'done'; readonly times: ThreadTimes; readonly reads: ObservedReads }
  /** The renderer could not be created. */
  | { readonly kind: 'failed'; readonly problems: readonly Diagnostic[] }
  /** It never ran: the system lacks resources for another thread. */
  | { readonly kind: 'not-started'; readonly reason: string }
  /** It ended during work; claimed jobs without a result are lost. */
  | { readonly kind: 'crashed'; readonly message: string; readonly hint: string; readonly code?: string };

/** Results of a batch, in order, and the thread's times since `prepareToFinish`. */
export interface Finished {
  readonly results: readonly JobResult[];
  readonly busyNs: number;
  readonly compileNs: number;
}

interface RunPart {
  readonly onResults: (chunk: number, results: readonly JobResult[]) => void;
  readonly resolve: (end: WorkerEnd) => void;
}

/** A thread that serves one run after the other. While idle, it does not keep the process alive. */
export class WorkerThread {
  private readonly worker: Worker = startWorker();
  private part: RunPart | undefined;
  private readonly finishing: ((done: Finished | undefined) => void)[] = [];
  private state: 'idle' | 'busy' | 'ended' = 'idle';

  /** @param onIdle called whenever the thread becomes idle */
  constructor(private readonly onIdle: (thread: WorkerThread) => void) {
    this.worker.on('message', (message: WorkerMessage) => {
      if ('chunk' in message) this.part?.onResults(message.chunk, message.results);
      else if ('finished' in message) this.finishing.shift()?.(message.finished);
      else if ('done' in message) this.becomeIdle({ kind: 'done', times: message.done, reads: message.reads });
      else this.becomeIdle({ kind: 'failed', problems: message.failed });
    });
    this.worker.on('error', (error) => this.onEnd(endOf(error)));
    this.worker.on('exit', (code) =>
      this.onEnd({
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

  /** Starts claiming jobs. Only for an idle thread. A crash of the thread is a result, not a rejection. */
  work(input: WorkerInput, onResults: RunPart['onResults']): Promise<WorkerEnd> {
    this.state = 'busy';
    this.worker.ref();
    return new Promise((resolve) => {
      this.part = { onResults, resolve };
      this.order({ work: input });
    });
  }

  /** Prepares for `finish`. Only for an idle thread, which stays busy until {@link endFinishing}. */
  prepareToFinish(input: EmitStageInput): void {
    this.state = 'busy';
    this.worker.ref();
    this.order({ prepareToFinish: input });
  }

  /** Finishes a batch of jobs; undefined if the thread ended before. */
  finish(jobs: readonly EmitStageJob[]): Promise<Finished | undefined> {
    if (this.hasEnded) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.finishing.push(resolve);
      this.order({ finish: jobs });
    });
  }

  /** Makes the thread idle again. Only when all batches are finished. */
  endFinishing(): void {
    if (this.state === 'busy') this.becomeIdle();
  }

  private order(order: WorkerOrder): void {
    this.worker.postMessage(order);
  }

  /** Lets the process exit although this thread is busy; nobody awaits it. */
  unref(): void {
    this.worker.unref();
  }

  async end(): Promise<void> {
    this.state = 'ended';
    await this.worker.terminate();
  }

  private becomeIdle(end?: WorkerEnd): void {
    if (end) this.part?.resolve(end);
    this.part = undefined;
    this.worker.unref();
    if (this.hasEnded) return;
    this.state = 'idle';
    this.onIdle(this);
  }

  private onEnd(end: WorkerEnd): void {
    this.state = 'ended';
    this.part?.resolve(end);
    this.part = undefined;
    for (const resolve of this.finishing.splice(0)) resolve(undefined);
  }
}

/** Error codes for missing resources at the start of a thread. */
const RESOURCE_CODES = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']);

/**
 * Turns a crash for lack of resources before the thread began into `not-started`.
 *
 * @param begun true if the thread has claimed a job
 */
export function endOrStartFailure(end: WorkerEnd, begun: boolean): WorkerEnd {
  if (begun || end.kind !== 'crashed' || !RESOURCE_CODES.has(end.code ?? '')) return end;
  return { kind: 'not-started', reason: end.code ?? '' };
}

/** The error for the job that a thread was running when it ended. */
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
  const hint = 'does a helper or prepare module start work that throws later?';
  const message = `a worker thread ended on this file: ${error.message}`;
  return { kind: 'crashed', message, hint, ...(error.code === undefined ? {} : { code: error.code }) };
}

function startWorker(): Worker {
  const { Worker } = require('node:worker_threads') as typeof import('node:worker_threads');
  const file = join(__dirname, 'worker.js');
  if (!existsSync(file)) throw new Error('the worker thread needs the built package: run "npm run build"');
  return new Worker(file);
}
