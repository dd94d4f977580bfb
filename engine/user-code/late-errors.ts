/** Errors of code that nobody waits for. */
export interface LateErrors {
  /** What was thrown so far, each once, in its order. */
  problems(): readonly unknown[];
  /** From now on such errors end the process, or thread, as Node has it. */
  stop(): void;
}

/** What code was waiting for when an error came that nothing waits for: the promise may never settle now. */
export class LateError extends Error {
  constructor(readonly thrown: unknown) {
    super('an error that nothing waits for');
  }
}

/** What was thrown at first, be it that something waited for user code when it came. */
export function originalError(error: unknown): unknown {
  return error instanceof LateError ? error.thrown : error;
}

/** Rejects what waits, and what will wait, with the first error. */
interface PendingWaits {
  readonly rejects: Set<(error: LateError) => void>;
  first: LateError | undefined;
}

let pendingWaits: PendingWaits | undefined;

/**
 * Waits for user code, but not beyond an error that nothing waits for: where a callback throws, the promise that it
 * should have settled stays pending.
 */
export function rejectOnLateError<T>(work: PromiseLike<T>): Promise<T> {
  const now = pendingWaits;
  return new Promise((resolve, reject) => {
    if (now?.first) reject(now.first);
    now?.rejects.add(reject);
    void Promise.resolve(work)
      .then(resolve, reject)
      .then(() => now?.rejects.delete(reject));
  });
}

type Event = 'uncaughtException' | 'unhandledRejection';

/**
 * Collects the errors of this thread that nobody catches, as values: a promise in user code that nobody waits for must
 * fail the run with a place, and not end the process in the middle of it. Listeners of others stand aside until then:
 * they may end the process.
 *
 * Node tells of a rejected promise only once all that is due at once is done: wait for {@link flushRejections} before asking
 * and before stopping.
 */
export function watchLateErrors(): LateErrors {
  const seen = new Set<unknown>();
  const own: PendingWaits = { rejects: new Set(), first: undefined };
  const outer = pendingWaits;
  pendingWaits = own;
  const add = (error: unknown): void => {
    seen.add(error);
    own.first ??= new LateError(error);
    for (const reject of own.rejects) reject(own.first);
  };
  const restore = [replaceListeners('uncaughtException', add), replaceListeners('unhandledRejection', add)];
  return {
    problems: () => [...seen],
    stop: () => {
      restore.splice(0).forEach((one) => one());
      if (pendingWaits === own) pendingWaits = outer;
    },
  };
}

/** Waits until Node has told of the promises that are rejected by now. */
export function flushRejections(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

function replaceListeners(event: Event, listener: (error: unknown) => void): () => void {
  const events: NodeJS.EventEmitter = process;
  const others = events.rawListeners(event) as ((...args: unknown[]) => void)[];
  for (const other of others) events.removeListener(event, other);
  events.on(event, listener);
  return () => {
    events.removeListener(event, listener);
    const since = events.rawListeners(event) as ((...args: unknown[]) => void)[];
    for (const one of since) events.removeListener(event, one);
    for (const one of [...others, ...since]) events.on(event, one);
  };
}
