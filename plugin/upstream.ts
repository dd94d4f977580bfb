import type { PlacedWorkflow } from './placed-workflow';
import type { TaskDependency } from './workflow';

/** The pairing rule: the upstream's target on the same project where there is one, otherwise all. */
export function upstreamRoots(dependency: TaskDependency, root: string, placed: PlacedWorkflow): readonly string[] {
  const roots = placed.layout.get(dependency.task) ?? [];
  return roots.includes(root) && !dependency.allProjects ? [root] : roots;
}

/**
 * Something of an edge's upstream targets, for the edge as seen from one project. Where it leads to all of them, as it
 * does from each project of a task, it is found once: what an edge costs is what it says, and not that times the
 * projects.
 */
export function ofUpstream<T>(
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
