/**
 * Milliseconds until a new thread is as fast as this one: it loads our code, the template runtime, the transformer and
 * the user's modules, and its first files are slow because the code is cold. Estimated as a multiple of Node's own
 * start-up time, which reflects the machine and its load, and bounded because that is a single short measurement.
 */
const NODE_START_FACTOR = 20;
const MIN_NEW_THREAD_MS = 150;
const MAX_NEW_THREAD_MS = 300;

/** Milliseconds to hand a run to an idle thread. */
const IDLE_THREAD_MS = 4;

/** Jobs that are worth a thread, however fast they are: fewer take as long as its start. */
const MANY_JOBS = 250;

/** Number of threads that pay before anything is measured. */
export function earlyThreads(jobs: number): number {
  return Math.floor(jobs / MANY_JOBS);
}

/** Cost of a new thread and of an idle one, in milliseconds. */
export interface ThreadCost {
  readonly newMs: number;
  readonly waitingMs: number;
}

/** @param nodeMs start-up time of Node, for this process or this thread */
export function threadCost(nodeMs: number): ThreadCost {
  return {
    newMs: Math.min(MAX_NEW_THREAD_MS, Math.max(MIN_NEW_THREAD_MS, NODE_START_FACTOR * nodeMs)),
    waitingMs: IDLE_THREAD_MS,
  };
}

/**
 * Number of threads that shorten the rest of a run.
 *
 * The first files of a process cost many times as much as later ones, so the mean says little about the rest. Therefore
 * the cost of starting a thread is subtracted from the time so far. The remainder is a lower bound for the cost of a
 * file, and gets closer to it during the run. A thread takes half of the rest, minus its own cost; it has to save as
 * much again.
 *
 * @param spentMs time since the first job began
 * @param done number of jobs in that time
 * @param left number of unclaimed jobs
 * @param costMs cost of a thread
 */
export function worthwhileThreads(spentMs: number, done: number, left: number, costMs: number): number {
  const msPerJob = Math.max(0, spentMs - costMs) / done;
  return Math.floor((msPerJob * left) / (2 * costMs));
}
