import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RoundAnswer, RoundWorkerData } from './round-worker';

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
