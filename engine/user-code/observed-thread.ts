import type { AsyncLocalStorage } from 'node:async_hooks';
import { callerIn, framesAbove, isLoaderHook, type Caller, type Frame } from './callers';
import type { OwnWrites } from './own-writes';
import type { UserRead } from './user-read';

/** Who wants to know of reads. */
export interface Listener {
  /** The workspace, links resolved, as it is in stacks. */
  readonly root: string;
  /** The same as it was given: user code may have it so. */
  readonly givenRoot: string;
  /** How many of its pieces of work have begun and not ended. */
  readonly running: number;
  has(key: string): boolean;
  /** Whether it knows all that there is to know of this read. */
  knows(key: string): boolean;
  add(key: string, read: UserRead, caller: Caller): void;
}

/** The work that something happens in, by the chain of calls and promises that led to it. */
export interface Work {
  readonly listener: Listener;
  readonly outer: Work | undefined;
}

/**
 * What all observations of this thread share. The functions of Node are replaced once in a thread, although this code
 * may be in it several times, in several bundles.
 */
export interface ObservedThread {
  readonly work: AsyncLocalStorage<Work>;
  readonly running: Set<Listener>;
  readonly writes: OwnWrites;
  /** Names of variables that user code has set itself. */
  readonly setNames: Set<string>;
  /** Who asked for the search of files that goes on. */
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
 * Who is told of what happens now. Work that has ended hears of what it left behind, and so does all work that goes
 * on: a queue that user code started in an earlier run may do what this one asked for.
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

/** Frames that are looked at first: nearly always enough to see whose call it is, and each one costs. */
const FEW_FRAMES = 4;
export const MANY_FRAMES = 100;

/** Node's own search for files, as it calls `node:fs`. */
const SEARCH = 'node:internal/fs/glob';

/**
 * Tells the listeners of a read.
 *
 * @param below the function that user code called
 * @param readFor what was read, as it is for this caller and below this listener's root; undefined for nothing.
 *   `isSearch`: it is Node's own search that reads, for this caller
 */
export function notifyListeners(
  listeners: readonly Listener[],
  below: (...args: never[]) => unknown,
  readFor: (caller: Caller, listener: Listener, frames: readonly Frame[], isSearch: boolean) => UserRead | undefined,
): void {
  let { frames, isWhole } = framesAbove(below, FEW_FRAMES);
  const isSearch = frames[0]?.file === SEARCH;
  if (isSearch) ({ frames, isWhole } = { frames: searchCaller(below), isWhole: true });
  for (const listener of listeners) {
    let caller = callerIn(frames, listener.root);
    if (caller.kind === 'own' || caller.kind === 'node') continue;
    let read = caller.kind === 'unknown' ? undefined : readFor(caller, listener, frames, isSearch);
    if (!isWhole && isUnclear(caller, read, listener)) {
      ({ frames, isWhole } = { ...framesAbove(below, MANY_FRAMES), isWhole: true });
      caller = callerIn(frames, listener.root);
    }
    if (caller.kind === 'own') continue;
    read = readFor(caller, listener, frames, isSearch);
    if (read) listener.add(keyOf(read), read, caller);
  }
}

function searchCaller(below: (...args: never[]) => unknown): readonly Frame[] {
  const known = observedThread()?.searches.getStore();
  return known ?? framesAbove(below, MANY_FRAMES).frames.filter(({ file }) => !/^node:(fs$|internal\/fs\/)/.test(file));
}

/** Whether the frames further out can tell more. */
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

/** Whether a package compiles a module for Node: of the module, the list of modules tells. */
export function isModuleCompiled(path: string, caller: Caller, frames: readonly Frame[], root: string): boolean {
  return caller.kind === 'package' && /\.[cm]?[jt]sx?$/.test(path) && isLoaderHook(frames, root);
}
