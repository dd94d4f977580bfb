import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../../../diagnostics/diagnostic';
import type { Job, JobResult, ThreadTimes } from './job';
import type { RendererInput } from './renderer';

export interface WorkerInput {
  readonly renderer: RendererInput;
  readonly jobs: readonly Job[];
  readonly shared: Int32Array;
  readonly stopOnFailure: boolean;
  /** Jobs claimed at a time. */
  readonly chunk: number;
  /** Where in `shared` the thread says which job it is at. */
  readonly slot: number;
}

export type WorkerMessage =
  | { readonly chunk: number; readonly results: readonly JobResult[] }
  | { readonly done: ThreadTimes }
  | { readonly failed: readonly Diagnostic[] };

/** How a worker thread came to its end. */
export type WorkerEnd =
  | { readonly kind: 'done'; readonly times: ThreadTimes }
  /** Its renderer could not be made. */
  | { readonly kind: 'failed'; readonly problems: readonly Diagnostic[] }
  /** It never ran: the system has no room for another thread. */
  | { readonly kind: 'not-started'; readonly reason: string }
  /** It ended in the middle of something; whatever it had claimed and not answered for is lost. */
  | { readonly kind: 'crashed'; readonly message: string; readonly hint: string };

/** Starts a worker thread. That it ends badly is an outcome, not an error. */
export function startWorker(
  input: WorkerInput,
  onResults: (chunk: number, results: readonly JobResult[]) => void,
): { readonly worker: Worker; readonly end: Promise<WorkerEnd> } {
  const worker = new Worker(workerFile(), { workerData: input });
  const end = new Promise<WorkerEnd>((resolve) => {
    worker.on('message', (message: WorkerMessage) => {
      if ('chunk' in message) onResults(message.chunk, message.results);
      else if ('done' in message) resolve({ kind: 'done', times: message.done });
      else resolve({ kind: 'failed', problems: message.failed });
    });
    worker.on('error', (error) => resolve(ended(error)));
    worker.on('exit', (code) =>
      resolve({
        kind: 'crashed',
        message: `code that ran for this file ended its thread with process.exit(${code})`,
        hint: 'throw an error instead',
      }),
    );
  });
  return { worker, end };
}

/** What is said of the job that a thread had begun when it ended. */
export function crashProblem(job: Job | undefined, { message, hint }: WorkerEnd & { kind: 'crashed' }): Diagnostic {
  const file = job?.kind === 'pattern' ? job.spec : undefined;
  return { severity: 'error', code: 'worker', message, ...(file === undefined ? {} : { file }), hint };
}

function ended(error: NodeJS.ErrnoException): WorkerEnd {
  if (error.code === 'ERR_WORKER_INIT_FAILED') {
    return { kind: 'not-started', reason: error.message.replace(/^.*: /, '') };
  }
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    const hint = 'raise the limit (NODE_OPTIONS="--max-old-space-size=4096"), or look for data that grows without end';
    return { kind: 'crashed', message: 'a worker thread ran out of memory on this file', hint };
  }
  const hint = 'an error that nobody waits for, in code that goes on behind a helper or prepare module?';
  return { kind: 'crashed', message: `a worker thread ended on this file: ${error.message}`, hint };
}

function workerFile(): string {
  const file = join(__dirname, 'worker.js');
  if (!existsSync(file)) throw new Error('the worker thread needs the built package: run "npm run build"');
  return file;
}
