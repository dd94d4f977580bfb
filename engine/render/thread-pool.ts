import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { namedModules } from '../settings';
import type { RendererInput } from './renderer';
import { WorkerThread } from './worker-thread';

/** Milliseconds after which an idle thread ends. */
const IDLE_MS = 30_000;

/** The parts of a renderer's input that determine which modules a thread loads. */
type Modules = Pick<RendererInput, 'settings' | 'modules'>;

interface PooledThread {
  readonly thread: WorkerThread;
  /** The environment when the thread started; the thread has a copy of it. */
  readonly environment: string;
  /** Loaded modules: key of the module's files by absolute path. */
  readonly modules: Map<string, string>;
  timer?: NodeJS.Timeout;
}

/**
 * Threads of this process. A batch and a watching process run one target after the other, and a thread with loaded code
 * is worth ten new ones.
 */
const threads: PooledThread[] = [];

/** Most threads that `auto` uses in addition to the main one. */
export function maxThreads(): number {
  return Math.min(availableParallelism() - 1, 7);
}

/** Number of idle threads that a run can reuse. */
export function idleThreadCount(input: Modules): number {
  return reusableThreads(input).length;
}

/** Number of threads that have not ended, idle or busy. */
export function liveThreadCount(): number {
  return threads.filter(({ thread }) => !thread.hasEnded).length;
}

/** Starts threads until `count` are idle, as far as `auto` may, so that they load while this one does other work. */
export function warmThreads(input: Modules, count: number): void {
  const missing = Math.min(count - idleThreadCount(input), maxThreads() - liveThreadCount());
  for (let started = 0; started < missing; started++) startThread();
}

/** Takes an idle thread if one can be reused; otherwise starts one. */
export function takeThread(input: Modules): WorkerThread {
  const kept = reusableThreads(input)[0] ?? startThread();
  clearTimeout(kept.timer);
  for (const path of modulesOf(input)) kept.modules.set(path, input.modules.key);
  return kept.thread;
}

function startThread(): PooledThread {
  removeThreads(({ thread }) => thread.hasEnded);
  const thread = new WorkerThread(returnThread);
  const kept: PooledThread = { thread, environment: environment(), modules: new Map() };
  threads.push(kept);
  return kept;
}

/**
 * Idle threads that behave like new ones: the same environment, and no outdated module loaded. All other idle threads
 * are ended.
 */
function reusableThreads(input: Modules): PooledThread[] {
  const now = environment();
  const paths = modulesOf(input);
  const isOld = ({ thread, environment: then, modules }: PooledThread): boolean =>
    thread.isIdle &&
    (then !== now || paths.some((path) => (modules.get(path) ?? input.modules.key) !== input.modules.key));
  for (const { thread } of removeThreads(isOld)) void thread.end();
  return threads.filter(({ thread }) => thread.isIdle);
}

/** Returns a thread to the pool. Threads beyond the limit of `auto` are ended: a target asked for more only once. */
function returnThread(thread: WorkerThread): void {
  const kept = threads.find((one) => one.thread === thread);
  if (!kept) return;
  const end = (): void => {
    removeThreads((one) => one === kept);
    void thread.end();
  };
  if (liveThreadCount() > maxThreads()) end();
  else kept.timer = setTimeout(end, IDLE_MS).unref();
}

function removeThreads(which: (kept: PooledThread) => boolean): PooledThread[] {
  const gone = threads.filter(which);
  for (const one of gone) {
    clearTimeout(one.timer);
    threads.splice(threads.indexOf(one), 1);
  }
  return gone;
}

function modulesOf({ settings, modules }: Modules): string[] {
  const named = namedModules(settings).map(([, path]) => path);
  return [...named, ...Object.keys(modules.templates)].map((path) => join(settings.workspaceRoot, path));
}

function environment(): string {
  return JSON.stringify(process.env);
}
