/** Collects late errors: those that nothing awaits or catches. */
export interface LateErrors {
  /** Distinct errors so far, in order. */
  problems(): readonly unknown[];
  /** Stops collecting: from now on such errors end the process or thread, as usual in Node. */
  stop(): void;
}

/** Rejects promises of user code after a late error, because they may never settle. */
export class LateError extends Error {
  constructor(readonly thrown: unknown) {
    super('an unhandled error');
  }
}

/** The error that was thrown originally, unwrapped from a {@link LateError}. */
export function originalError(error: unknown): unknown {
  return error instanceof LateError ? error.thrown : error;
}

/** Current and future waits are rejected with the first late error. */
interface PendingWaits {
  readonly rejects: Set<(error: LateError) => void>;
  first: LateError | undefined;
}

let pendingWaits: PendingWaits | undefined;

/**
 * Awaits user code, but rejects on a late error: if a callback throws, the promise that it should settle stays pending.
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
 * Collects late errors of this thread as values: an unhandled rejection in user code must fail the run with a place,
 * and not end the process. Listeners of others are removed until `stop`, because they may end the process.
 *
 * Node reports unhandled rejections only after the current microtasks: await {@link flushRejections} before reading the
 * problems and before stopping.
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

/** Waits until Node has reported all current unhandled rejections. */
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
