import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { namedModules } from '../settings';
import type { RendererInput } from './renderer';
import { WorkerThread } from './worker-thread';

/** Milliseconds for which a thread that has nothing to do is kept. */
const KEPT_MS = 30_000;

/** What tells which modules a run loads. */
type Modules = Pick<RendererInput, 'settings' | 'modules'>;

interface Kept {
  readonly thread: WorkerThread;
  /** The process's environment when it started: the thread has a copy of that one. */
  readonly environment: string;
  /** What it has loaded: by absolute path, the key of the module's files. */
  readonly modules: Map<string, string>;
  timer?: NodeJS.Timeout;
}

/**
 * Threads of this process, from the first run that needed one on. A batch and a watching process run one target after
 * the other, and a thread that has all code loaded is worth ten new ones.
 */
const threads: Kept[] = [];

/** Threads that `auto` may have beside the main one. */
export function mostThreads(): number {
  return Math.min(availableParallelism() - 1, 7);
}

/** How many threads are waiting for a run like this. */
export function idleThreads(input: Modules): number {
  return fitting(input).length;
}

/** Threads that are alive, whatever they do. */
export function livingThreads(): number {
  return threads.filter(({ thread }) => !thread.hasEnded).length;
}

/** One that waits, where one fits; a new one otherwise. */
export function takeThread(input: Modules): WorkerThread {
  let kept = fitting(input)[0];
  if (!kept) {
    const thread = new WorkerThread(rest);
    kept = { thread, environment: environment(), modules: new Map() };
    forget(({ thread: other }) => other.hasEnded);
    threads.push(kept);
  }
  clearTimeout(kept.timer);
  for (const path of modulesOf(input)) kept.modules.set(path, input.modules.key);
  return kept.thread;
}

/**
 * Of the idle threads, those that would do what a new one does: they have none of the modules loaded as they were
 * before a change, and see the same environment. The others are ended.
 */
function fitting(input: Modules): Kept[] {
  const now = environment();
  const paths = modulesOf(input);
  const isOld = ({ thread, environment: then, modules }: Kept): boolean =>
    thread.isIdle &&
    (then !== now || paths.some((path) => (modules.get(path) ?? input.modules.key) !== input.modules.key));
  for (const { thread } of forget(isOld)) void thread.end();
  return threads.filter(({ thread }) => thread.isIdle);
}

/** Room for one more than `auto` takes is not kept: a larger number was asked for by one target, once. */
function rest(thread: WorkerThread): void {
  const kept = threads.find((one) => one.thread === thread);
  if (!kept) return;
  const end = (): void => {
    forget((one) => one === kept);
    void thread.end();
  };
  if (livingThreads() > mostThreads()) end();
  else kept.timer = setTimeout(end, KEPT_MS).unref();
}

function forget(which: (kept: Kept) => boolean): Kept[] {
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
