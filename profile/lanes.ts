/** Milliseconds since 1970. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How well a run used the lanes that Nx gave it. Milliseconds. */
export interface LaneUse {
  /** Tasks that could run at a time. */
  readonly lanes: number;
  /** The time of all lanes in which a task ran: of ten tasks at a time on three lanes, three count. */
  readonly busyMs: number;
  /** The time of all lanes in which none did. */
  readonly idleMs: number;
  /** Time of the run in which no task ran at all: Nx's own work, before, between and after tasks. */
  readonly quietMs: number;
  /** Share of the run in which every lane was busy; 0 to 1. */
  readonly full: number;
  /** busyMs of lanes × the run's time; 0 to 1, null for a run that took no time. */
  readonly efficiency: number | null;
}

/** @param lanes how many tasks Nx runs at a time; null where unknown, and then as many as once ran together */
export function laneUse(run: Span, spans: readonly Span[], lanes: number | null): LaneUse {
  const edges = spans
    .map(({ start, end }) => ({ start: Math.max(start, run.start), end: Math.min(end, run.end) }))
    .filter(({ start, end }) => end > start)
    .flatMap(({ start, end }) => [
      { at: start, change: 1 },
      { at: end, change: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.change - b.change);
  const count = lanes ?? mostTogether(edges);
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

function mostTogether(edges: readonly { readonly change: number }[]): number {
  let [running, most] = [0, 1];
  for (const { change } of edges) {
    running += change;
    most = Math.max(most, running);
  }
  return most;
}

/**
 * A lane for each span, so that no two on one lane overlap: the lowest that is free. For drawing; Nx knows no lanes.
 * The spans must be sorted by start.
 */
export function assignLanes(spans: readonly Span[]): number[] {
  const ends: number[] = [];
  return spans.map(({ start, end }) => {
    const free = ends.findIndex((busyUntil) => busyUntil <= start);
    const lane = free === -1 ? ends.length : free;
    // A task that took no whole millisecond still needs a place of its own.
    ends[lane] = Math.max(end, start + 1);
    return lane;
  });
}
