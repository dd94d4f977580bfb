import { addedTargets, nameOfOwner } from './added-targets';
import type { WorkspaceFacts } from './facts';
import { mergedOwnTarget, type MergedTarget, type TargetPlace } from './merged-target';
import { resolveEdge, type ResolvedEdge } from './resolve-edge';
import type { PlacedWorkflow } from './placed-workflow';
import { outputGlobs, targetOutputs, type TargetOutputs } from './target-io';
import { phaseTargetName } from './umbrella';
import { CHECK_EXECUTOR, WATCH_EXECUTOR, type Dependency, type NxDependency, type NxEdge, type Task } from './workflow';

/** A target by its place. */
export interface TargetRef {
  readonly root: string;
  readonly name: string;
}

/** A target of which the plugin knows what it writes: of any workflow file, of a project.json or a package.json. */
export interface KnownTarget extends TargetRef {
  readonly projectName: string;
  readonly target: MergedTarget;
  readonly outputs: TargetOutputs;
  /** Where it is declared, for a message; undefined for a task of a workflow file. */
  readonly file: string | undefined;
  /** The task that it is the target of. */
  readonly task: Task | undefined;
  /** Of the file that the task is in, or that makes the target. */
  readonly placed: PlacedWorkflow | undefined;
  /** The edges whose outputs a data edge to this target may mean, where it writes nothing itself. */
  readonly edges: readonly Dependency[];
}

/** What a data edge hashes that leads to a target without outputs: what lies behind it. */
export interface Reached {
  readonly globs: readonly string[];
  /** Whether there may be more, which only Nx knows. */
  readonly isOpen: boolean;
}

/** The targets of a workspace, as far as its workflow files and projects declare them. */
export interface KnownTargets {
  find(ref: TargetRef): KnownTarget | undefined;
  /** Where an edge leads to, from a target of a project. */
  resolve(edge: Dependency, root: string, placed: PlacedWorkflow | undefined): ResolvedEdge;
  /** The outputs that lie behind a target that writes nothing. */
  behind(target: KnownTarget): Reached;
  /** Whether a target that is not known may still be there. */
  readonly mayMiss: boolean;
}

/** Whether a target says that it writes nothing: a data edge to it means what lies behind it. */
export function writesNothing({ target, outputs }: KnownTarget): boolean {
  if (target.executor === 'nx:noop' && outputs.resolved.length === 0) return true;
  return target.outputs?.length === 0;
}

/** @param files the workflow files of the workspace that are all right so far */
export function knownTargets(files: readonly PlacedWorkflow[], facts: WorkspaceFacts, umbrella: string): KnownTargets {
  const tasks = tasksByPlace(files);
  const fileAt = new Map(files.map((placed) => [placed.root, placed]));
  const names = new Map(files.map((placed) => [placed.projectName(placed.root), placed.root]));
  const rootOf = (name: string): string | undefined => names.get(name) ?? facts.rootOfProjectNamed(name);
  const known = new Map<string, KnownTarget | undefined>();
  const reached = new Map<string, Reached>();

  const find = (ref: TargetRef): KnownTarget | undefined => {
    const key = keyOf(ref);
    if (!known.has(key)) known.set(key, look(ref));
    return known.get(key);
  };
  const look = ({ root, name }: TargetRef): KnownTarget | undefined => {
    const own = tasks.get(keyOf({ root, name }));
    if (own) return taskTarget(own.task, root, own.placed);
    const made = madeTarget({ root, name }, fileAt.get(root), tasks, umbrella);
    if (made) return made;
    const place = { root, projectName: facts.project(root)?.name ?? root };
    return ownTarget(name, place, facts);
  };
  const resolve = (edge: Dependency, root: string, placed: PlacedWorkflow | undefined): ResolvedEdge =>
    resolveEdge(edge, root, placed, {
      rootOf,
      isProject: (at) => fileAt.has(at) || facts.project(at) !== undefined,
      rootsOfTask: (at, task) => fileAt.get(at)?.layout.get(task),
      nameOf: (at) => fileAt.get(at)?.projectName(at) ?? facts.project(at)?.name ?? at,
      hasTarget: (ref) => find(ref) !== undefined,
    });
  const behind = (start: KnownTarget): Reached => {
    const before = reached.get(keyOf(start));
    if (before) return before;
    const [seen, globs, queue] = [new Set<string>(), new Set<string>(), [start]];
    let isOpen = false;
    for (let next = queue.pop(); next; next = queue.pop()) {
      for (const edge of next.edges) {
        const { targets, isOpen: leadsOn } = resolve(edge, next.root, next.placed);
        isOpen ||= leadsOn;
        for (const ref of targets) {
          if (seen.has(keyOf(ref))) continue;
          seen.add(keyOf(ref));
          const target = find(ref);
          isOpen ||= target ? !target.outputs.isKnown : facts.hasOtherPlugins;
          if (!target) continue;
          for (const glob of outputGlobs(target.outputs.resolved, target.outputs.generated)) globs.add(glob);
          if (target.outputs.resolved.length === 0) queue.push(target);
        }
      }
    }
    const found = { globs: [...globs], isOpen };
    reached.set(keyOf(start), found);
    return found;
  };
  return { find, resolve, behind, mayMiss: facts.hasOtherPlugins };
}

export function keyOf({ root, name }: TargetRef): string {
  return `${root}\n${name}`;
}

interface PlacedTask {
  readonly task: Task;
  readonly placed: PlacedWorkflow;
}

/** The first file by path keeps a target that two of them want. */
function tasksByPlace(files: readonly PlacedWorkflow[]): Map<string, PlacedTask> {
  const found = new Map<string, PlacedTask>();
  for (const placed of files) {
    for (const task of placed.workflow.tasks) {
      for (const root of placed.layout.get(task.name) ?? []) {
        const key = keyOf({ root, name: task.name });
        if (!found.has(key)) found.set(key, { task, placed });
      }
    }
  }
  return found;
}

function taskTarget(task: Task, root: string, placed: PlacedWorkflow): KnownTarget {
  return {
    root,
    name: task.name,
    projectName: placed.projectName(root),
    target: placed.merged(task, root),
    outputs: placed.outputs(task, root),
    file: undefined,
    task,
    placed,
    edges: task.dependsOn,
  };
}

const NOTHING: MergedTarget = {
  executor: 'nx:noop',
  options: [{}],
  outputs: [],
  dependsOn: [],
  cache: undefined,
  continuous: false,
};

/** A target that the plugin makes besides those of the tasks: a type check, the whole workflow, a phase. */
function madeTarget(
  { root, name }: TargetRef,
  file: PlacedWorkflow | undefined,
  tasks: ReadonlyMap<string, PlacedTask>,
  umbrella: string,
): KnownTarget | undefined {
  const made = (placed: PlacedWorkflow, edges: readonly Dependency[]): KnownTarget => ({
    root,
    name,
    projectName: placed.projectName(root),
    target: NOTHING,
    outputs: { resolved: [], excluded: [], generated: [], isKnown: true },
    file: undefined,
    task: undefined,
    placed,
    edges,
  });
  if (file) {
    const phase = file.workflow.phases.find((one) => phaseTargetName(umbrella, one) === name);
    const all = file.workflow.tasks.filter((task) => name === umbrella || task.phase === phase);
    if (name === umbrella || phase !== undefined)
      return made(
        file,
        all.map((task) => allOf(task.name)),
      );
  }
  const owner = tasks.get(keyOf({ root, name: nameOfOwner(name) ?? '' }));
  const added = owner && addedTargets(owner.placed.workflow).get(name);
  if (!owner || added?.task !== owner.task) return undefined;
  const { task, placed } = owner;
  if (added.kind === 'typecheck') {
    return made(placed, [{ ...allOf(task.name), allProjects: false }, ...task.dependsOn]);
  }
  const isWatch = added.kind === 'watch';
  const target = { ...NOTHING, executor: isWatch ? WATCH_EXECUTOR : CHECK_EXECUTOR, continuous: isWatch };
  return { ...made(placed, task.dependsOn), target };
}

function allOf(task: string): Extract<Dependency, { kind: 'task' }> {
  return { kind: 'task', task, outputs: undefined, allProjects: true, params: undefined, path: [] };
}

function ownTarget(name: string, place: TargetPlace, facts: WorkspaceFacts): KnownTarget | undefined {
  const merged = mergedOwnTarget(name, place, facts);
  if (!merged) return undefined;
  const legacy = legacyOutputs(name, merged);
  const target = legacy.length === 0 ? merged : { ...merged, outputs: legacy };
  const found = targetOutputs(target, place);
  // Another plugin may have put outputs there that the project's own declaration does not repeat.
  const outputs = target.outputs === undefined && facts.hasOtherPlugins ? { ...found, isKnown: false } : found;
  return {
    ...place,
    name,
    target,
    outputs,
    file: facts.project(place.root)?.targets.get(name)?.file,
    task: undefined,
    placed: undefined,
    edges: merged.dependsOn.flatMap(toEdge),
  };
}

/** What Nx takes for the outputs of a target that declares none. */
function legacyOutputs(name: string, { outputs, options }: MergedTarget): string[] {
  if (outputs) return [];
  const paths = options.flatMap((values) => values['outputPath'] ?? []).filter((path) => typeof path === 'string');
  if (paths.length > 0) return paths;
  return name === 'build' || name === 'prepare'
    ? ['dist/{projectRoot}', '{projectRoot}/dist', '{projectRoot}/build', '{projectRoot}/public']
    : [];
}

function toEdge(value: unknown): NxDependency[] {
  const isObject = typeof value === 'object' && value !== null && typeof (value as NxEdge).target === 'string';
  if (typeof value !== 'string' && !isObject) return [];
  return [{ kind: 'nx', value: value as string | NxEdge, outputs: undefined, path: [] }];
}
