/** A task with its own duration and its dependencies. */
export interface TimedTask {
  readonly task: string;
  readonly ms: number;
  readonly dependsOn: readonly string[];
}

/** A chain of tasks, each of which waited for the one before it. */
export interface Chain {
  readonly ms: number;
  readonly tasks: readonly string[];
}

/** The best chain that ends in a task: its duration, its number of tasks, and the previous task. */
interface Best {
  readonly ms: number;
  readonly count: number;
  readonly before: string | undefined;
}

/**
 * The longest chain of durations in the dependency graph, a lower bound for every schedule on any number of cores.
 *
 * Ties: the chain with the fewest tasks, then the one whose last task is first by name, then the previous task, and so
 * on. Dependencies on tasks that are not in the list are ignored, and so are tasks on a cycle, which Nx does not run.
 */
export function criticalPath(tasks: readonly TimedTask[]): Chain {
  const best = new Map<string, Best>();
  let last: { readonly task: string; readonly best: Best } | undefined;
  for (const { task, ms, dependsOn } of inDependencyOrder(tasks)) {
    let before: string | undefined;
    let lead: Best = { ms: 0, count: 0, before: undefined };
    for (const upstream of dependsOn) {
      const candidate = best.get(upstream);
      if (candidate && isBetter(candidate, upstream, lead, before)) [lead, before] = [candidate, upstream];
    }
    const own: Best = { ms: lead.ms + ms, count: lead.count + 1, before };
    best.set(task, own);
    if (!last || isBetter(own, task, last.best, last.task)) last = { task, best: own };
  }
  const chain: string[] = [];
  for (let task = last?.task; task !== undefined; task = best.get(task)?.before) chain.unshift(task);
  return { ms: last?.best.ms ?? 0, tasks: chain };
}

function isBetter(a: Best, nameOfA: string, b: Best, nameOfB: string | undefined): boolean {
  if (a.ms !== b.ms) return a.ms > b.ms;
  if (a.count !== b.count) return a.count < b.count;
  return nameOfB !== undefined && nameOfA < nameOfB;
}

/** Topological order: each task after its dependencies. */
function inDependencyOrder(tasks: readonly TimedTask[]): TimedTask[] {
  const byName = new Map(tasks.map((task) => [task.task, task]));
  const missing = new Map<string, number>();
  const dependants = new Map<string, TimedTask[]>();
  for (const task of byName.values()) {
    const upstream = new Set(task.dependsOn.filter((name) => byName.has(name)));
    missing.set(task.task, upstream.size);
    for (const name of upstream) {
      const list = dependants.get(name);
      if (list) list.push(task);
      else dependants.set(name, [task]);
    }
  }
  const order = [...byName.values()].filter(({ task }) => missing.get(task) === 0);
  for (const { task } of order) {
    for (const dependant of dependants.get(task) ?? []) {
      const left = (missing.get(dependant.task) ?? 0) - 1;
      missing.set(dependant.task, left);
      if (left === 0) order.push(dependant);
    }
  }
  return order;
}
