import type { PlacedWorkflow } from './placed-workflow';
import type { TaskDependency } from './workflow';

/** The pairing rule: the upstream task's target on the same project if there is one, otherwise all of them. */
export function upstreamRoots(dependency: TaskDependency, root: string, placed: PlacedWorkflow): readonly string[] {
  const roots = placed.layout.get(dependency.task) ?? [];
  return roots.includes(root) && !dependency.allProjects ? [root] : roots;
}

/**
 * Memoizes a value of an edge's upstream targets. If the edge leads to all of them, the value is the same for each
 * project of the task and is computed once, not once per project.
 */
export function memoizedUpstream<T>(
  placed: PlacedWorkflow,
  find: (dependency: TaskDependency, owner: string) => readonly T[],
): (dependency: TaskDependency, root: string) => readonly T[] {
  const known = new Map<TaskDependency, readonly T[]>();
  return (dependency, root) => {
    const roots = upstreamRoots(dependency, root, placed);
    const all = placed.layout.get(dependency.task);
    if (roots !== all) return roots.flatMap((owner) => find(dependency, owner));
    const found = known.get(dependency) ?? roots.flatMap((owner) => find(dependency, owner));
    known.set(dependency, found);
    return found;
  };
}
