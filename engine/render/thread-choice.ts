import { readFileSync } from 'node:fs';
import type { OffloadQueue } from './offload-queue';
import { idleThreads, livingThreads, mostThreads } from './kept-threads';
import type { RendererInput } from './renderer';
import { threadCost, worthwhileThreads } from './thread-cost';

/**
 * How many threads to have beside this one, told after each job.
 *
 * @param done jobs by now
 * @param left jobs that nobody has claimed
 * @param have threads that there are already; never fewer are asked for
 */
export type ThreadChoice = (done: number, left: number, have: number) => number;

/**
 * For `auto`: of threads that wait, and of new ones. The clock begins now.
 *
 * @param offload to a thread that is none of these, but takes the time of a processor
 */
export function chooseThreads(input: RendererInput, offload: OffloadQueue | undefined): ThreadChoice {
  const { environment, bootstrapComplete } = performance.nodeTiming;
  const { newMs, waitingMs } = threadCost(bootstrapComplete - environment);
  const waiting = idleThreads(input);
  const most = mostThreads() - livingThreads() + waiting + (offload?.hasBegun === true ? 1 : 0);
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
    // The answer is mostly no, and asking the system costs as much as a small file.
    return count(spentMs) === have ? have : count(spentMs - (runDelayMs() - delayed) * free);
  };
}

/**
 * Milliseconds in which this thread could have run, but others had the processors: a busy machine makes no file
 * dearer than it makes a thread. 0 where the system does not tell; Linux does.
 */
function runDelayMs(): number {
  try {
    const nanoseconds = Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]);
    return Number.isFinite(nanoseconds) ? nanoseconds / 1e6 : 0;
  } catch {
    return 0;
  }
}
