import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CheckResult } from '../../engine/session';
import type { PlainTask } from './reload-task';
import type { RoundAnswer, RoundMessage, RoundNews, RoundWorkerData } from './round-worker';

/** Milliseconds after which a thread that does not answer is ended: it computes, and no compiler runs then. */
const END_AFTER_MS = 3000;
const HASTEN_AFTER_MS = 300;

/**
 * A thread in which the template engine, the transformer and the user's modules stay loaded. It is a thread so that
 * another one can take its place: Node never loads a changed ES module again in the same.
 */
export class RoundThread {
  private worker: Worker | undefined;
  private isEnding = false;
  private answer: (answer: RoundAnswer) => void = () => undefined;

  /** @param onLook told of each look at all files that came to its end behind a round */
  constructor(
    private task: PlainTask,
    private readonly onLook: (look: CheckResult) => void,
  ) {}

  /**
   * One run; that the thread ended is an answer too, and the next round gets a new one.
   *
   * @param named files that have changed, where nothing tells of another change
   */
  run(named: readonly string[] | undefined): Promise<RoundAnswer> {
    return new Promise((resolve) => {
      this.answer = resolve;
      this.worker ??= this.start();
      this.worker.postMessage({ run: { named } } satisfies RoundMessage);
    });
  }

  /** Forgets all modules that were loaded, and runs another task from now on where one is given. */
  async renew(task: PlainTask = this.task): Promise<void> {
    this.task = task;
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  /** Ends the compilers of a run, which would live on, and then the thread. Asked a second time, it does not wait for them. */
  async end(): Promise<void> {
    const { worker } = this;
    if (!worker) return;
    const isHastened = this.isEnding;
    this.isEnding = true;
    const closed = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage((isHastened ? 'kill' : 'end') satisfies RoundMessage);
    const late = setTimeout(() => void worker.terminate(), isHastened ? HASTEN_AFTER_MS : END_AFTER_MS);
    await closed;
    clearTimeout(late);
    await this.renew();
  }

  private start(): Worker {
    const { settings, context, env } = this.task;
    const workerData: RoundWorkerData = { settings, context };
    const worker = new Worker(join(__dirname, 'round-worker.js'), { workerData, env });
    let thrown: string | undefined;
    worker.on('message', (news: RoundNews) => {
      if ('look' in news) this.onLook(news.look);
      else this.answer(news);
    });
    worker.on('error', (error) => (thrown = error.stack ?? String(error)));
    // Only now nothing of it writes any more.
    worker.on('exit', (code) => {
      if (this.worker !== worker) return;
      this.worker = undefined;
      this.answer({ thrown: thrown ?? `the thread of the run ended with code ${code}` });
    });
    return worker;
  }
}
