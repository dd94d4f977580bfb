/** Errors of code that nobody waits for. */
export interface LateErrors {
  /** What was thrown so far, each once, in its order. */
  problems(): readonly unknown[];
  /** From now on such errors end the process, or thread, as Node has it. */
  stop(): void;
}

type Event = 'uncaughtException' | 'unhandledRejection';

/**
 * Collects the errors of this thread that nobody catches, as values: a promise in user code that nobody waits for must
 * fail the run with a place, and not end the process in the middle of it. Listeners of others stand aside until then:
 * they may end the process.
 *
 * Node tells of a rejected promise only once all that is due at once is done: wait for {@link nothingDue} before asking
 * and before stopping.
 */
export function watchLateErrors(): LateErrors {
  const seen = new Set<unknown>();
  const add = (error: unknown): void => void seen.add(error);
  const restore = [standAside('uncaughtException', add), standAside('unhandledRejection', add)];
  return {
    problems: () => [...seen],
    stop: () => restore.splice(0).forEach((one) => one()),
  };
}

/** Waits until Node has told of the promises that are rejected by now. */
export function nothingDue(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

function standAside(event: Event, listener: (error: unknown) => void): () => void {
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
