/**
 * Milliseconds that a new thread takes from its start until it is as quick as this one: it loads our code, the template
 * runtime, the transformer and the user's modules, and its first files are dear, because code that has never run is
 * slow. As a multiple of what Node took to get itself ready here, which tells of the machine and of its load; and
 * between bounds, since that is a single short measurement.
 */
const TIMES_NODE = 20;
const LEAST_NEW_MS = 150;
const MOST_NEW_MS = 300;

/** Milliseconds until a thread that waits has what it needs of a run, and this one has let go of it. */
const WAITING_MS = 4;

/** What a thread costs: `new` where one has to be started, else where one waits for work. */
export interface ThreadCost {
  readonly newMs: number;
  readonly waitingMs: number;
}

/** @param nodeMs what Node took to get ready: for this process, or for this thread */
export function threadCost(nodeMs: number): ThreadCost {
  return { newMs: Math.min(MOST_NEW_MS, Math.max(LEAST_NEW_MS, TIMES_NODE * nodeMs)), waitingMs: WAITING_MS };
}

/**
 * How many threads shorten the rest of a run.
 *
 * The first files of a process cost many times what the later ones do, so that their mean says nothing of the rest.
 * As much as it costs to get a thread going is therefore taken off the time so far: what remains is a lower bound
 * for the cost of a file, and comes close to it as the run goes on. A thread takes half of the rest, but for
 * what it costs; it has to win as much again.
 *
 * @param spentMs since the first job began
 * @param done jobs in that time
 * @param left jobs that nobody has claimed
 * @param costMs of a thread
 */
export function worthwhileThreads(spentMs: number, done: number, left: number, costMs: number): number {
  const msPerJob = Math.max(0, spentMs - costMs) / done;
  return Math.floor((msPerJob * left) / (2 * costMs));
}
