import { addedTargets, taskOfAddedName } from './added-targets';
import type { WorkspaceFacts } from './facts';
import { mergedOwnTarget, type MergedTarget, type TargetPlace } from './merged-target';
import { resolveEdge, type ResolvedEdge } from './resolve-edge';
import type { PlacedWorkflow } from './placed-workflow';
import { outputGlobs, targetOutputs, type TargetOutputs } from './target-io';
import { phaseTargetName } from './umbrella';
import { CHECK_EXECUTOR, WATCH_EXECUTOR, type Dependency, type NxDependency, type NxEdge, type Task } from './workflow';

export interface TargetRef {
  readonly root: string;
  readonly name: string;
}

/** A target whose outputs the plugin knows: of a workflow file, a project.json or a package.json. */
export interface KnownTarget extends TargetRef {
  readonly projectName: string;
  readonly target: MergedTarget;
  readonly outputs: TargetOutputs;
  /** The file that declares it, for messages; undefined for a task of a workflow file. */
  readonly file: string | undefined;
  readonly task: Task | undefined;
  /** The workflow that the target comes from. */
  readonly placed: PlacedWorkflow | undefined;
  /** If the target writes nothing itself, a data edge to it hashes the outputs behind these edges. */
  readonly edges: readonly Dependency[];
}

/** The outputs that a data edge to a target without outputs hashes: those of the targets it waits for. */
export interface TransitiveOutputs {
  readonly globs: readonly string[];
  /** True if there may be more outputs, which only Nx knows. */
  readonly isOpen: boolean;
}

/** The targets that the workflow files and projects of a workspace declare. */
export interface KnownTargets {
  find(ref: TargetRef): KnownTarget | undefined;
  /** The targets that an edge of a target on a project leads to. */
  resolve(edge: Dependency, root: string, placed: PlacedWorkflow | undefined): ResolvedEdge;
  /** The outputs of the targets that a target without outputs waits for, directly or through others without outputs. */
  transitiveOutputs(target: KnownTarget): TransitiveOutputs;
  /** True if there may be other targets, defined by other plugins. */
  readonly isIncomplete: boolean;
}

/** True if a target declares that it writes nothing: a data edge to it hashes the outputs behind it. */
export function writesNothing({ target, outputs }: KnownTarget): boolean {
  if (target.executor === 'nx:noop' && outputs.resolved.length === 0) return true;
  return target.outputs?.length === 0;
}

/** @param files the workflow files without errors so far */
export function knownTargets(files: readonly PlacedWorkflow[], facts: WorkspaceFacts, umbrella: string): KnownTargets {
  const tasks = tasksByPlace(files);
  const fileAt = new Map(files.map((placed) => [placed.root, placed]));
  const names = new Map(files.map((placed) => [placed.projectName(placed.root), placed.root]));
  const rootOf = (name: string): string | undefined => names.get(name) ?? facts.rootOfProjectNamed(name);
  const known = new Map<string, KnownTarget | undefined>();
  const reached = new Map<string, TransitiveOutputs>();

  const find = (ref: TargetRef): KnownTarget | undefined => {
    const key = keyOf(ref);
    if (!known.has(key)) known.set(key, look(ref));
    return known.get(key);
  };
  const look = ({ root, name }: TargetRef): KnownTarget | undefined => {
    const own = tasks.get(keyOf({ root, name }));
    if (own) return taskTarget(own.task, root, own.placed);
    const made = pluginTarget({ root, name }, fileAt.get(root), tasks, umbrella);
    if (made) return made;
    const place = { root, projectName: facts.project(root)?.name ?? root };
    return projectTarget(name, place, facts);
  };
  const resolve = (edge: Dependency, root: string, placed: PlacedWorkflow | undefined): ResolvedEdge =>
    resolveEdge(edge, root, placed, {
      rootOf,
      isProject: (at) => fileAt.has(at) || facts.project(at) !== undefined,
      rootsOfTask: (at, task) => fileAt.get(at)?.layout.get(task),
      nameOf: (at) => fileAt.get(at)?.projectName(at) ?? facts.project(at)?.name ?? at,
      hasTarget: (ref) => find(ref) !== undefined,
    });
  const transitiveOutputs = (start: KnownTarget): TransitiveOutputs => {
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
  return { find, resolve, transitiveOutputs, isIncomplete: facts.hasOtherPlugins };
}

export function keyOf({ root, name }: TargetRef): string {
  return `${root}\n${name}`;
}

interface PlacedTask {
  readonly task: Task;
  readonly placed: PlacedWorkflow;
}

/** If two files define the same target, the first by path has it. */
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

const NOOP_TARGET: MergedTarget = {
  executor: 'nx:noop',
  options: [{}],
  outputs: [],
  dependsOn: [],
  cache: undefined,
  continuous: false,
};

/** A target that the plugin adds: for the whole workflow, a phase, or a task (type check, watch, check). */
function pluginTarget(
  { root, name }: TargetRef,
  file: PlacedWorkflow | undefined,
  tasks: ReadonlyMap<string, PlacedTask>,
  umbrella: string,
): KnownTarget | undefined {
  const made = (placed: PlacedWorkflow, edges: readonly Dependency[]): KnownTarget => ({
    root,
    name,
    projectName: placed.projectName(root),
    target: NOOP_TARGET,
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
        all.map((task) => edgeToAll(task.name)),
      );
  }
  const owner = tasks.get(keyOf({ root, name: taskOfAddedName(name) ?? '' }));
  const added = owner && addedTargets(owner.placed.workflow).get(name);
  if (!owner || added?.task !== owner.task) return undefined;
  const { task, placed } = owner;
  if (added.kind === 'typecheck') {
    return made(placed, [{ ...edgeToAll(task.name), allProjects: false }, ...task.dependsOn]);
  }
  const isWatch = added.kind === 'watch';
  const target = { ...NOOP_TARGET, executor: isWatch ? WATCH_EXECUTOR : CHECK_EXECUTOR, continuous: isWatch };
  return { ...made(placed, task.dependsOn), target };
}

function edgeToAll(task: string): Extract<Dependency, { kind: 'task' }> {
  return { kind: 'task', task, outputs: undefined, allProjects: true, params: undefined, path: [] };
}

function projectTarget(name: string, place: TargetPlace, facts: WorkspaceFacts): KnownTarget | undefined {
  const merged = mergedOwnTarget(name, place, facts);
  if (!merged) return undefined;
  const legacy = legacyOutputs(name, merged);
  const target = legacy.length === 0 ? merged : { ...merged, outputs: legacy };
  const found = targetOutputs(target, place);
  // Another plugin may define outputs that the project's own declaration does not repeat.
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

/** The outputs that Nx assumes for a target that declares none. */
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
