import type { TargetPlace } from './merged-target';
import { isGlob, joinPath } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { outputGlobs, targetOutputs, type TargetOutputs } from './target-io';
import { upstreamRoots } from './upstream';
import type { Task, TaskDependency } from './workflow';

/** The most projects of one folder whose outputs an edge names one by one. */
const MOST_NAMED = 10;

/** Stands for any one name of a path, until it becomes `*`. */
const ANY = '\0';

/**
 * Finds the globs of the outputs that a data edge hashes into a target, where it names none of them itself. Where the
 * edge leads to many projects of one folder, one glob stands for all of them: each of as many targets would name each of
 * as many projects otherwise. It is taken only where it matches nothing else that the target waits for.
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
    if (roots.length <= MOST_NAMED || !isAlone(task, dependency, wideOutputs)) return roots.map(placeOf).flatMap(globs);
    return groupsOf(roots.map(placeOf)).flatMap((group) => {
      if (group.members.length <= MOST_NAMED || !isUniform(upstream, group, placed))
        return group.members.flatMap(globs);
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

/** What a task writes on the projects of a group, with `ANY` in the place of what is different in each. */
function outputsIn(task: Task, { wide, members }: Group, placed: PlacedWorkflow): TargetOutputs {
  return targetOutputs(placed.merged(task, members[0]?.root ?? '.'), wide);
}

/** Whether a task's outputs on all projects of a group are the same but for the project. */
function isUniform(task: Task, { members }: Group, placed: PlacedWorkflow): boolean {
  const [first, ...others] = members.map(({ root }) => {
    const { outputs, options } = placed.merged(task, root);
    return JSON.stringify([outputs, options]);
  });
  return others.every((other) => other === first);
}

/** Projects whose roots and names differ in their last part only. */
interface Group {
  /** With `ANY` for that part. */
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
 * Whether no other edge of a task leads to outputs that the wide globs of this one might match. Of an edge in a form of
 * Nx that is not known.
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

/** Whether one of two paths may be, or lie in, the other. */
function mayMeet(a: string, b: string): boolean {
  const [first, second] = [a.split('/'), b.split('/')];
  for (let at = 0; at < Math.min(first.length, second.length); at++) {
    const [one = '', other = ''] = [first[at], second[at]];
    if (isGlob(one) || isGlob(other)) return true;
    if (one !== other && !one.includes(ANY) && !other.includes(ANY)) return false;
  }
  return true;
}
