import { AsyncLocalStorage } from 'node:async_hooks';
import { realpathSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, resolve } from 'node:path';
import { placeOf, type Caller, type Frame } from './callers';
import { rejectOnLateError } from './late-errors';
import { setObservedThread, observedThread, type Listener, type ObservedThread, type Work } from './observed-thread';
import { OwnWrites } from './own-writes';
import { stampOf } from './stamp';
import type { SeenRead, UserRead } from './user-read';
import { watchEnvironment } from './watch-environment';
import { watchDatabases } from './watch-databases';
import { watchFiles } from './watch-files';
import { watchOpaque } from './watch-opaque';
import { watchSearches } from './watch-searches';

export type { SeenRead, UserRead } from './user-read';

/**
 * Observes what user code reads in this thread: files, folders, variables, and anything that may read unobserved.
 * Lookups by Node itself and by this package, and reads of packages in node_modules are left out.
 *
 * Not observed: reads by packages that took functions of `node:fs` before the first observation in this thread.
 */
export class ReadObserver {
  private readonly reads = new Map<string, SeenRead>();
  private readonly listener: Listener & { running: number };

  private constructor(
    private readonly thread: ObservedThread,
    workspaceRoot: string,
  ) {
    this.listener = {
      root: realRoot(workspaceRoot),
      givenRoot: resolve(workspaceRoot),
      running: 0,
      has: (key) => this.reads.has(key),
      knows: (key) => this.reads.get(key)?.direct === true,
      add: (key, read, caller) => this.add(key, read, caller),
    };
  }

  /**
   * Replaces Node's functions in this thread, once, by observed ones. Calls outside of {@link run} are not reported.
   */
  static start(workspaceRoot: string): ReadObserver {
    return new ReadObserver(observedThread() ?? watchThread(), workspaceRoot);
  }

  /**
   * Runs work and observes its reads, including those of asynchronous work that it starts. Returns its result; a
   * thenable becomes a promise.
   */
  run<T>(work: () => T): T {
    const { listener, thread } = this;
    const outer = thread.work.getStore();
    const inside: Work = { listener, outer };
    if (listener.running++ === 0) thread.running.add(listener);
    let isPending = false;
    try {
      const result = thread.work.run(inside, work);
      if (!isThenable(result)) return result;
      const settled = thread.work.run(inside, () => this.untilSettled(result));
      isPending = true;
      return settled as T;
    } finally {
      if (!isPending) this.onEnd();
    }
  }

  /**
   * All reads so far, each once, sorted. A probe is left out if the file was read too, and single variables if all were
   * listed.
   */
  seenReads(): readonly SeenRead[] {
    const isListed = this.reads.get('opaque environment')?.direct === true;
    return [...this.reads]
      .filter(([, { read, direct }]) => {
        if (read.kind === 'env') return !isListed;
        if (read.kind !== 'probe') return true;
        const more = this.reads.get(`file ${read.path}`) ?? this.reads.get(`folder ${read.path}`);
        return more === undefined || (direct && !more.direct);
      })
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, seen]) => seen);
  }

  /** Absolute paths of files and folders that user code of this thread has created. */
  written(): readonly string[] {
    return this.thread.writes.list();
  }

  private async untilSettled<T>(result: PromiseLike<T>): Promise<T> {
    try {
      return await rejectOnLateError(result);
    } finally {
      this.onEnd();
    }
  }

  private onEnd(): void {
    if (--this.listener.running === 0) this.thread.running.delete(this.listener);
  }

  private add(key: string, read: UserRead, { kind, frame }: Caller): void {
    const known = this.reads.get(key);
    const direct = kind === 'workspace';
    if (known && (known.direct || !direct)) return;
    const { root } = this.listener;
    const stamp = known?.stamp ?? ('path' in read ? stampOf(read.kind, join(root, read.path)) : undefined);
    const by = frame && placeOf(frame, root);
    this.reads.set(key, { read, direct, ...(by ? { by } : {}), ...(stamp ? { stamp } : {}) });
  }
}

function watchThread(): ObservedThread {
  const thread: ObservedThread = {
    work: new AsyncLocalStorage<Work>(),
    running: new Set(),
    writes: new OwnWrites(),
    setNames: new Set(),
    searches: new AsyncLocalStorage<readonly Frame[]>(),
  };
  setObservedThread(thread);
  watchFiles(thread);
  watchSearches(thread);
  watchDatabases(thread);
  watchOpaque(thread);
  watchEnvironment(thread);
  // Updates named imports such as `import { readFileSync } from 'node:fs'` and `import { env } from 'node:process'`.
  syncBuiltinESMExports();
  return thread;
}

function realRoot(workspaceRoot: string): string {
  try {
    return realpathSync(workspaceRoot);
  } catch {
    return resolve(workspaceRoot);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return typeof (value as { then?: unknown }).then === 'function';
}
