import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CheckResult } from '../../engine/session';
import type { PlainTask } from './reload-task';
import type { RoundAnswer, RoundMessage, RoundEvent, RoundWorkerData } from './round-worker';

/** Milliseconds after which a thread that does not answer is terminated: it is computing, so no compiler is running. */
const END_AFTER_MS = 3000;
const HASTEN_AFTER_MS = 300;

/**
 * A thread in which the template engine, the transformer and user modules stay loaded. It is replaced after a change of
 * an ES module, because Node does not reload modules.
 */
export class RoundThread {
  private worker: Worker | undefined;
  private isEnding = false;
  private answer: (answer: RoundAnswer) => void = () => undefined;

  /** @param onLook called after each completed check of all files that follows a round */
  constructor(
    private task: PlainTask,
    private readonly onLook: (look: CheckResult) => void,
  ) {}

  /**
   * Runs one round. If the thread ends, the answer is an error, and the next round starts a new thread.
   *
   * @param reported the changed files; undefined if there may be other changes
   */
  run(reported: readonly string[] | undefined): Promise<RoundAnswer> {
    return new Promise((resolve) => {
      this.answer = resolve;
      this.worker ??= this.start();
      this.worker.postMessage({ run: { reported } } satisfies RoundMessage);
    });
  }

  /** Discards all loaded modules; later rounds run `task`. */
  async renew(task: PlainTask = this.task): Promise<void> {
    this.task = task;
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  /** Ends the compilers of a run, then the thread. A second call does not wait for the compilers. */
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
    worker.on('message', (news: RoundEvent) => {
      if ('look' in news) this.onLook(news.look);
      else this.answer(news);
    });
    worker.on('error', (error) => (thrown = error.stack ?? String(error)));
    // From here on, the thread writes nothing more.
    worker.on('exit', (code) => {
      if (this.worker !== worker) return;
      this.worker = undefined;
      this.answer({ thrown: thrown ?? `the thread of the run ended with code ${code}` });
    });
    return worker;
  }
}
