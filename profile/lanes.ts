/** Milliseconds since 1970. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The use of a run's lanes. Times are in milliseconds. */
export interface LaneUse {
  /** The number of tasks that could run at a time. */
  readonly lanes: number;
  /** Sum over lanes of the time in which a task ran; of ten concurrent tasks on three lanes, three count. */
  readonly busyMs: number;
  /** Sum over lanes of the time in which no task ran. */
  readonly idleMs: number;
  /** Time of the run in which no task ran: Nx's own work before, between and after tasks. */
  readonly quietMs: number;
  /** Share of the run in which every lane was busy; 0 to 1. */
  readonly full: number;
  /** busyMs / (lanes × duration of the run); 0 to 1, null for a run that took no time. */
  readonly efficiency: number | null;
}

/** @param lanes number of tasks that Nx runs at a time; if null, the most that ran concurrently */
export function laneUse(run: Span, spans: readonly Span[], lanes: number | null): LaneUse {
  const edges = spans
    .map(({ start, end }) => ({ start: Math.max(start, run.start), end: Math.min(end, run.end) }))
    .filter(({ start, end }) => end > start)
    .flatMap(({ start, end }) => [
      { at: start, change: 1 },
      { at: end, change: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.change - b.change);
  const count = lanes ?? maxConcurrent(edges);
  let [running, at, busyMs, quietMs, fullMs] = [0, run.start, 0, 0, 0];
  for (const edge of [...edges, { at: run.end, change: 0 }]) {
    const passed = edge.at - at;
    busyMs += passed * Math.min(running, count);
    if (running === 0) quietMs += passed;
    if (running >= count) fullMs += passed;
    running += edge.change;
    at = edge.at;
  }
  const ms = run.end - run.start;
  const efficiency = ms > 0 ? busyMs / (ms * count) : null;
  return { lanes: count, busyMs, idleMs: ms * count - busyMs, quietMs, full: ms > 0 ? fullMs / ms : 0, efficiency };
}

function maxConcurrent(edges: readonly { readonly change: number }[]): number {
  let [running, most] = [0, 1];
  for (const { change } of edges) {
    running += change;
    most = Math.max(most, running);
  }
  return most;
}

/**
 * Assigns the lowest free lane to each span, so that spans on a lane do not overlap. For drawing only: Nx has no lanes.
 * The spans must be sorted by start.
 */
export function assignLanes(spans: readonly Span[]): number[] {
  const ends: number[] = [];
  return spans.map(({ start, end }) => {
    const free = ends.findIndex((busyUntil) => busyUntil <= start);
    const lane = free === -1 ? ends.length : free;
    // A task of less than a millisecond still occupies its lane.
    ends[lane] = Math.max(end, start + 1);
    return lane;
  });
}
