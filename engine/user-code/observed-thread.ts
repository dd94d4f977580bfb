import type { AsyncLocalStorage } from 'node:async_hooks';
import { callerIn, framesAbove, isLoaderHook, type Caller, type Frame } from './callers';
import type { OwnWrites } from './own-writes';
import type { UserRead } from './user-read';

/** A receiver of reads. */
export interface Listener {
  /** The workspace with links resolved, as in stacks. */
  readonly root: string;
  /** The workspace as given; user code may use this path. */
  readonly givenRoot: string;
  /** Number of its pieces of work that are running. */
  readonly running: number;
  has(key: string): boolean;
  /** True if the read is already recorded completely. */
  knows(key: string): boolean;
  add(key: string, read: UserRead, caller: Caller): void;
}

/** The work to which the current call belongs, through the chain of calls and promises. */
export interface Work {
  readonly listener: Listener;
  readonly outer: Work | undefined;
}

/**
 * State shared by all observers of this thread. Node's functions are replaced once per thread, although this code may
 * be loaded several times in different bundles.
 */
export interface ObservedThread {
  readonly work: AsyncLocalStorage<Work>;
  readonly running: Set<Listener>;
  readonly writes: OwnWrites;
  /** Names of variables that user code has set. */
  readonly setNames: Set<string>;
  /** The callers of the current file search (`glob`). */
  readonly searches: AsyncLocalStorage<readonly Frame[]>;
}

const KEY = Symbol.for('nx-workflow: observed thread');
const holder = globalThis as { [KEY]?: ObservedThread };

export function observedThread(): ObservedThread | undefined {
  return holder[KEY];
}

export function setObservedThread(thread: ObservedThread): void {
  holder[KEY] = thread;
}

const NO_LISTENERS: readonly Listener[] = [];

/**
 * The listeners of the current call. After its work has ended, that work and all running work are notified: a queue
 * that user code started in an earlier run may serve the current one.
 */
export function activeListeners({ work, running }: ObservedThread): readonly Listener[] {
  const current = work.getStore();
  if (current === undefined && running.size === 0) return NO_LISTENERS;
  const listeners: Listener[] = [];
  for (let one = current; one; one = one.outer) {
    if (!listeners.includes(one.listener)) listeners.push(one.listener);
  }
  if (listeners.some((listener) => listener.running > 0)) return listeners;
  return [...new Set([...listeners, ...running])];
}

/** Number of frames to examine first: nearly always enough to find the caller, and each one costs time. */
const FEW_FRAMES = 4;
export const MANY_FRAMES = 100;

/** Node's implementation of `glob`, which calls `node:fs`. */
const SEARCH = 'node:internal/fs/glob';

/**
 * Notifies the listeners of a read.
 *
 * @param callee the function that user code called
 * @param readFor returns the read for a caller and a listener's root; undefined for none. `isSearch`: Node's `glob`
 * reads for this caller
 */
export function notifyListeners(
  listeners: readonly Listener[],
  callee: (...args: never[]) => unknown,
  readFor: (caller: Caller, listener: Listener, frames: readonly Frame[], isSearch: boolean) => UserRead | undefined,
): void {
  let { frames, isWhole } = framesAbove(callee, FEW_FRAMES);
  const isSearch = frames[0]?.file === SEARCH;
  if (isSearch) ({ frames, isWhole } = { frames: searchCaller(callee), isWhole: true });
  for (const listener of listeners) {
    let caller = callerIn(frames, listener.root);
    if (caller.kind === 'own' || caller.kind === 'node') continue;
    let read = caller.kind === 'unknown' ? undefined : readFor(caller, listener, frames, isSearch);
    if (!isWhole && isUnclear(caller, read, listener)) {
      ({ frames, isWhole } = { ...framesAbove(callee, MANY_FRAMES), isWhole: true });
      caller = callerIn(frames, listener.root);
    }
    if (caller.kind === 'own') continue;
    read = readFor(caller, listener, frames, isSearch);
    if (read) listener.add(keyOf(read), read, caller);
  }
}

function searchCaller(callee: (...args: never[]) => unknown): readonly Frame[] {
  const known = observedThread()?.searches.getStore();
  return (
    known ?? framesAbove(callee, MANY_FRAMES).frames.filter(({ file }) => !/^node:(fs$|internal\/fs\/)/.test(file))
  );
}

/** True if more frames may change the result. */
function isUnclear({ kind }: Caller, read: UserRead | undefined, listener: Listener): boolean {
  return kind === 'unknown' || (kind === 'package' && read !== undefined && !listener.has(keyOf(read)));
}

export function keyOf(read: UserRead): string {
  switch (read.kind) {
    case 'env':
      return `env ${read.name}`;
    case 'opaque':
      return `opaque ${read.what}`;
    default:
      return `${read.kind} ${read.path}`;
  }
}

/** True if a package compiles a module as a loader hook. Such modules are tracked by the list of modules. */
export function isModuleCompiled(path: string, caller: Caller, frames: readonly Frame[], root: string): boolean {
  return caller.kind === 'package' && /\.[cm]?[jt]sx?$/.test(path) && isLoaderHook(frames, root);
}
