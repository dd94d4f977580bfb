import { readFileSync } from 'node:fs';
import type { OffloadQueue } from './offload-queue';
import { idleThreadCount, liveThreadCount, maxThreads } from './thread-pool';
import type { RendererInput } from './renderer';
import { threadCost, worthwhileThreads } from './thread-cost';

/**
 * Decides after each job how many threads to use in addition to this one.
 *
 * @param done number of finished jobs
 * @param left number of unclaimed jobs
 * @param have number of threads so far; the result is never smaller
 */
export type ThreadChoice = (done: number, left: number, have: number) => number;

/**
 * Chooses between idle and new threads for `auto`. The clock starts now.
 *
 * @param offload uses a thread that is not counted here but takes processor time
 */
export function chooseThreads(input: RendererInput, offload: OffloadQueue | undefined): ThreadChoice {
  const { environment, bootstrapComplete } = performance.nodeTiming;
  const { newMs, waitingMs } = threadCost(bootstrapComplete - environment);
  const waiting = idleThreadCount(input);
  const most = maxThreads() - liveThreadCount() + waiting + (offload ? 1 : 0);
  const began = performance.now();
  const delayed = runDelayMs();
  return (done, left, have) => {
    const count = (spentMs: number): number =>
      Math.max(
        have,
        Math.min(waiting, worthwhileThreads(spentMs, done, left, waitingMs)),
        Math.min(most, worthwhileThreads(spentMs, done, left, newMs)),
      );
    const free = offload?.freeShare() ?? 1;
    const spentMs = (performance.now() - began) * free;
    // Usually the count stays the same, and reading the delay costs as much as a small file.
    return count(spentMs) === have ? have : count(spentMs - (runDelayMs() - delayed) * free);
  };
}

/**
 * Milliseconds in which this thread was runnable but waited for a processor. A busy machine slows files and threads
 * alike. 0 on systems that do not report it; Linux does.
 */
function runDelayMs(): number {
  try {
    const nanoseconds = Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]);
    return Number.isFinite(nanoseconds) ? nanoseconds / 1e6 : 0;
  } catch {
    return 0;
  }
}
