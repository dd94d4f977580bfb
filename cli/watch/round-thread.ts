import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RoundAnswer, RoundWorkerData } from './round-worker';

/** Milliseconds after which a thread that does not answer is ended: it computes, and no compiler runs then. */
const END_AFTER_MS = 3000;

/**
 * A thread in which the template engine, the transformer and the user's modules stay loaded. It is a thread so that
 * another one can take its place: Node never loads a changed ES module again in the same.
 */
export class RoundThread {
  private worker: Worker | undefined;
  private answer: (answer: RoundAnswer) => void = () => undefined;

  constructor(private readonly data: RoundWorkerData) {}

  /** One run; that the thread ended is an answer too, and the next round gets a new one. */
  run(): Promise<RoundAnswer> {
    return new Promise((resolve) => {
      this.answer = resolve;
      this.worker ??= this.start();
      this.worker.postMessage('run');
    });
  }

  /** Forgets all modules that were loaded. */
  async renew(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  /** Ends the compilers of a run, which would live on, and then the thread. */
  async end(): Promise<void> {
    const { worker } = this;
    if (!worker) return;
    const closed = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage('end');
    const late = setTimeout(() => void worker.terminate(), END_AFTER_MS);
    await closed;
    clearTimeout(late);
    await this.renew();
  }

  private start(): Worker {
    const worker = new Worker(join(__dirname, 'round-worker.js'), { workerData: this.data });
    const ended = (thrown: string): void => {
      if (this.worker !== worker) return;
      this.worker = undefined;
      this.answer({ thrown });
    };
    worker.on('message', (answer: RoundAnswer) => this.answer(answer));
    worker.on('error', (error) => ended(error.stack ?? String(error)));
    worker.on('exit', (code) => ended(`the thread of the run ended with code ${code}`));
    return worker;
  }
}
