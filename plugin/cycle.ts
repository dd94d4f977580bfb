import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument } from './document';
import type { TaskDependency, Workflow } from './workflow';

/**
 * Finds cycles of tasks, over both data and order edges: one finding per connected group of tasks,
 * with the whole path of its first cycle, at the edge that closes it.
 */
export function* findCycles(workflow: Workflow, document: JsonDocument): Generator<Diagnostic> {
  const edges = new Map<string, readonly TaskDependency[]>(
    workflow.tasks.map((task) => [
      task.name,
      [...task.dependsOn, ...task.after].filter((dependency) => dependency.kind === 'task'),
    ]),
  );
  const done = new Set<string>();
  for (const { name } of workflow.tasks) {
    if (done.has(name)) continue;
    const cycle = walk(name, edges, done);
    if (!cycle) continue;
    const message = `tasks wait for each other: ${[...cycle.path, cycle.path[0]].join(' -> ')}`;
    const hint = 'remove one of these edges from "dependsOn" or "after"';
    yield document.atValue('cycle', cycle.closing.path, message, hint);
  }
}

interface Cycle {
  /** Each task waits for the next one, and the last for the first. */
  readonly path: readonly string[];
  readonly closing: TaskDependency;
}

/** Depth-first search without recursion, so that a long chain of tasks cannot overflow the stack. */
function walk(
  start: string,
  edges: ReadonlyMap<string, readonly TaskDependency[]>,
  done: Set<string>,
): Cycle | undefined {
  let cycle: Cycle | undefined;
  const stack = [{ name: start, next: 0 }];
  const depths = new Map([[start, 0]]);
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const edge = edges.get(top.name)?.[top.next++];
    if (!edge) {
      done.add(top.name);
      depths.delete(top.name);
      stack.pop();
      continue;
    }
    const depth = depths.get(edge.task);
    if (depth !== undefined) cycle ??= { path: stack.slice(depth).map((entry) => entry.name), closing: edge };
    else if (!done.has(edge.task)) {
      depths.set(edge.task, stack.length);
      stack.push({ name: edge.task, next: 0 });
    }
  }
  return cycle;
}
