import { compareText } from '../../diagnostics/diagnostic';
import type { TaskProfile } from '../task-profile';

export interface PlacedTask {
  readonly task: TaskProfile;
  /** Column from the left; tasks without dependencies are in the first. */
  readonly column: number;
  /** Row from the top of its column. */
  readonly row: number;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly critical: boolean;
  readonly orderOnly: boolean;
}

export interface GraphLayout {
  readonly tasks: readonly PlacedTask[];
  /** Transitively reduced. */
  readonly edges: readonly Edge[];
  /** Number of omitted tasks, the shortest ones off the critical path. */
  readonly hidden: number;
}

/** The most tasks that are drawn; more would be unreadable. */
export const MAX_TASKS = 80;

/**
 * Places tasks in columns after their dependencies: the critical path along the top, other tasks near their
 * dependencies. Edges are transitively reduced.
 *
 * @param all tasks, longest first
 */
export function graphLayout(all: readonly TaskProfile[], path: readonly string[]): GraphLayout {
  const tasks = all.toSorted((a, b) => Number(b.critical) - Number(a.critical)).slice(0, MAX_TASKS);
  const shown = new Map(tasks.map((task) => [task.task, task]));
  const upstream = new Map(tasks.map(({ task, dependsOn }) => [task, dependsOn.filter((name) => shown.has(name))]));
  const columns = columnsOf(upstream);
  const placed: PlacedTask[] = [];
  const rowOf = new Map<string, number>();
  const onPath = (name: string): number => (shown.get(name)?.critical ? 0 : 1);
  for (const [column, names] of columns.entries()) {
    const height = (name: string): number => mean((upstream.get(name) ?? []).map((one) => rowOf.get(one) ?? 0));
    const sorted = names.toSorted((a, b) => onPath(a) - onPath(b) || height(a) - height(b) || compareText(a, b));
    for (const [row, name] of sorted.entries()) {
      rowOf.set(name, row);
      placed.push({ task: shown.get(name)!, column, row });
    }
  }
  const steps = new Set(path.slice(1).map((task, index) => `${path[index]}\n${task}`));
  const edges = [...upstream].flatMap(([to, names]) =>
    names
      .map((from) => ({
        from,
        to,
        critical: steps.has(`${from}\n${to}`),
        orderOnly: shown.get(to)?.orderOnly.includes(from) === true,
      }))
      .filter(
        ({ from, critical }) => critical || !names.some((other) => other !== from && reaches(other, from, upstream)),
      ),
  );
  return { tasks: placed, edges, hidden: all.length - tasks.length };
}

/** Names by the length of the longest path to them. */
function columnsOf(upstream: ReadonlyMap<string, readonly string[]>): string[][] {
  const depths = new Map<string, number>();
  const depth = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    // Stops at a cycle, which a damaged record may contain.
    depths.set(name, 0);
    const found = Math.max(-1, ...(upstream.get(name) ?? []).map(depth)) + 1;
    depths.set(name, found);
    return found;
  };
  const columns: string[][] = [];
  for (const name of upstream.keys()) (columns[depth(name)] ??= []).push(name);
  // After a cycle, earlier columns may be missing.
  return Object.values(columns);
}

/** True if a task depends on another, directly or transitively. */
function reaches(from: string, to: string, upstream: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>();
  const queue = [from];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (name === to) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    queue.push(...(upstream.get(name) ?? []));
  }
  return false;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
