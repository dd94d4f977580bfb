import type { TargetPlace } from './merged-target';
import { isGlob, joinPath } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { outputGlobs, targetOutputs, type TargetOutputs } from './target-io';
import { upstreamRoots } from './upstream';
import type { Task, TaskDependency } from './workflow';

/** Up to this many projects in one folder, outputs are listed one by one. */
const MAX_NAMED = 10;

/** Placeholder for one name in a path; becomes `*` in globs. */
const ANY = '\0';

/**
 * Finds globs for the outputs that a data edge hashes if it names none itself. If the edge leads to many projects in one
 * folder, one wide glob covers all of them; otherwise n targets would each list n projects. The wide glob is used only
 * if it matches no other outputs that the target waits for.
 */
export function upstreamOutputs(
  placed: PlacedWorkflow,
  tasks: ReadonlyMap<string, Task>,
): (task: Task, dependency: TaskDependency, root: string) => readonly string[] {
  const known = new Map<TaskDependency, readonly string[]>();
  const placeOf = (root: string): TargetPlace => ({ root, projectName: placed.projectName(root) });
  const wide = new Map<string, readonly string[]>();
  const wideOutputs = (name: string): readonly string[] => {
    const task = tasks.get(name);
    const found =
      wide.get(name) ??
      groupsOf((placed.layout.get(name) ?? []).map(placeOf)).flatMap((group) =>
        task ? outputsIn(task, group, placed).resolved : [],
      );
    wide.set(name, found);
    return found;
  };
  const find = (task: Task, dependency: TaskDependency, roots: readonly string[]): string[] => {
    const upstream = tasks.get(dependency.task);
    if (!upstream) return [];
    const globs = ({ root }: TargetPlace): string[] => globsOf(placed.outputs(upstream, root));
    if (roots.length <= MAX_NAMED || !isAlone(task, dependency, wideOutputs)) return roots.map(placeOf).flatMap(globs);
    return groupsOf(roots.map(placeOf)).flatMap((group) => {
      if (group.members.length <= MAX_NAMED || !isUniform(upstream, group, placed)) return group.members.flatMap(globs);
      return globsOf(outputsIn(upstream, group, placed)).map((glob) => glob.replaceAll(ANY, '*'));
    });
  };
  return (task, dependency, root) => {
    const roots = upstreamRoots(dependency, root, placed);
    if (roots !== placed.layout.get(dependency.task)) return find(task, dependency, roots);
    const found = known.get(dependency) ?? find(task, dependency, roots);
    known.set(dependency, found);
    return found;
  };
}

function globsOf({ resolved, generated }: TargetOutputs): string[] {
  return outputGlobs([...new Set(resolved)], generated);
}

/** The outputs of a task on the projects of a group, with `ANY` for the part that differs. */
function outputsIn(task: Task, { wide, members }: Group, placed: PlacedWorkflow): TargetOutputs {
  return targetOutputs(placed.merged(task, members[0]?.root ?? '.'), wide);
}

/** True if the outputs of a task on all projects of a group differ only in the project. */
function isUniform(task: Task, { members }: Group, placed: PlacedWorkflow): boolean {
  const [first, ...others] = members.map(({ root }) => {
    const { outputs, options } = placed.merged(task, root);
    return JSON.stringify([outputs, options]);
  });
  return others.every((other) => other === first);
}

/** Projects whose roots and names differ only in their last part. */
interface Group {
  /** The place with `ANY` for that part. */
  readonly wide: TargetPlace;
  readonly members: TargetPlace[];
}

function groupsOf(projects: readonly TargetPlace[]): Group[] {
  const groups = new Map<string, Group>();
  for (const project of projects) {
    const wide = {
      root: project.root === '.' ? '.' : widened(project.root),
      projectName: widened(project.projectName),
    };
    const key = `${wide.root}\n${wide.projectName}`;
    const group: Group = groups.get(key) ?? { wide, members: [] };
    groups.set(key, group);
    group.members.push(project);
  }
  return [...groups.values()];
}

function widened(path: string): string {
  const folder = path.split('/').slice(0, -1).join('/');
  return folder === '' ? ANY : joinPath(folder, ANY);
}

/**
 * True if no other edge of a task leads to outputs that the wide globs of this edge might match. False if there is an
 * edge in a form of Nx, whose outputs are unknown here.
 */
function isAlone(task: Task, dependency: TaskDependency, wideOutputs: (name: string) => readonly string[]): boolean {
  const own = wideOutputs(dependency.task);
  return [...task.dependsOn, ...task.after].every((edge) => {
    if (edge.kind !== 'task') return false;
    return (
      edge.task === dependency.task || !wideOutputs(edge.task).some((other) => own.some((one) => mayMeet(one, other)))
    );
  });
}

/** True if the paths may be equal, or one may be inside the other. */
function mayMeet(a: string, b: string): boolean {
  const [first, second] = [a.split('/'), b.split('/')];
  for (let at = 0; at < Math.min(first.length, second.length); at++) {
    const [one = '', other = ''] = [first[at], second[at]];
    if (isGlob(one) || isGlob(other)) return true;
    if (one !== other && !one.includes(ANY) && !other.includes(ANY)) return false;
  }
  return true;
}
