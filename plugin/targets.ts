import type { TargetConfiguration } from '@nx/devkit';
import { codegenInputs } from './codegen-inputs';
import type { WorkspaceFacts } from './facts';
import { withImplementation } from './implementation-inputs';
import { targetMetadata } from './metadata';
import { isGlob, isWithin, resolveTokens, type TokenValues } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { withDefinition } from './reach';
import { outputGlobs, outputsOf } from './target-io';
import { typecheckName, typecheckOf, type Typecheck } from './typecheck';
import { sourceGlobs, typecheckTarget } from './typecheck-target';
import { CODEGEN_EXECUTOR, type Dependency, type Task, type TaskDependency } from './workflow';

export type Targets = Record<string, TargetConfiguration>;

/**
 * The targets of all tasks, by project root. Pure: what it knows of the workspace are the facts.
 */
export function inferTargets(placed: PlacedWorkflow, facts: WorkspaceFacts): Map<string, Targets> {
  const targets = new Map<string, Targets>();
  const context: Context = {
    placed,
    facts,
    tasks: new Map(placed.workflow.tasks.map((task) => [task.name, task])),
    outputs: outputsWithin(placed),
  };
  for (const task of placed.workflow.tasks) {
    for (const root of placed.layout.get(task.name) ?? []) {
      const ofRoot = targets.get(root) ?? {};
      targets.set(root, ofRoot);
      ofRoot[task.name] = inferTarget(task, root, context);
      const check = typecheckOf(task.target);
      if (check) ofRoot[typecheckName(task.name)] = inferTypecheck(task, check, root, context);
    }
  }
  return targets;
}

interface Context {
  readonly placed: PlacedWorkflow;
  readonly facts: WorkspaceFacts;
  readonly tasks: ReadonlyMap<string, Task>;
  /** By project root: the outputs of all tasks that lie in its folder. */
  readonly outputs: (root: string) => readonly string[];
}

function inferTarget(task: Task, root: string, context: Context): TargetConfiguration {
  const { placed } = context;
  const values: TokenValues = { root, projectName: placed.projectName(root) };
  const outputs = outputsOf(task, values).declared;
  const upstream = task.dependsOn.filter((dependency) => dependency.kind === 'task');
  const fromTasks = upstream.flatMap((dependency) => dependencyInputs(dependency, root, context));
  const own = ownInputs(task, values, context);
  const dependsOn = [...task.dependsOn, ...task.after].map((dependency) => toNxDependency(dependency, root, placed));
  const cache =
    task.target.cache ?? (outputs && outputs.length > 0 && task.target.continuous !== true ? true : undefined);
  const target: TargetConfiguration = {
    ...(task.target as unknown as TargetConfiguration),
    ...(dependsOn.length > 0 ? { dependsOn: unique(dependsOn) } : {}),
    inputs: unique([...own, ...fromTasks.map((glob) => ({ dependentTasksOutputFiles: glob }))]),
    ...(outputs ? { outputs: [...outputs] } : {}),
    ...(cache === undefined ? {} : { cache }),
    metadata: targetMetadata(task, values.projectName, placed),
  };
  return finished(target, task, root, context);
}

/** With what follows from where the package and the workflow file are. */
function finished(target: TargetConfiguration, task: Task, root: string, context: Context): TargetConfiguration {
  const { placed, facts } = context;
  const isElsewhere = root !== placed.root && facts.affectedBy === 'tasks';
  return withImplementation(isElsewhere ? withDefinition(target, task, placed) : target, facts.implementation);
}

/**
 * The type check of a task. Generated code may import what the task's data edges bring, and the code that a codegen
 * task before it generates, even one that is before it by order alone: here both are data.
 */
function inferTypecheck(task: Task, check: Typecheck, root: string, context: Context): TargetConfiguration {
  const { placed, tasks } = context;
  const values: TokenValues = { root, projectName: placed.projectName(root) };
  const data = task.dependsOn.filter((dependency) => dependency.kind === 'task');
  const code = task.after
    .filter((dependency) => dependency.kind === 'task')
    .filter(({ task: name }) => typecheckOf(tasks.get(name)?.target ?? {}) !== undefined);
  const sources = code.flatMap((dependency) =>
    upstreamRoots(dependency, root, placed).flatMap((owner) =>
      sourceGlobs(tasks.get(dependency.task)!, { root: owner, projectName: placed.projectName(owner) }),
    ),
  );
  const target = typecheckTarget(check, {
    task,
    values,
    placed,
    dependsOn: unique([...data, ...code].map((dependency) => toNxDependency(dependency, root, placed))),
    imported: unique([...data.flatMap((dependency) => dependencyInputs(dependency, root, context)), ...sources]),
  });
  return finished(target, task, root, context);
}

/** What a target reads by itself: what the task says, or what can be known without. */
function ownInputs(
  task: Task,
  values: TokenValues,
  { facts, outputs }: Context,
): NonNullable<TargetConfiguration['inputs']> {
  const declared = (task.target.inputs ?? []) as NonNullable<TargetConfiguration['inputs']>;
  if (task.target.executor === CODEGEN_EXECUTOR) {
    const { filesets, packages } = codegenInputs(task, values, facts);
    return [...filesets, ...declared, ...(packages.length > 0 ? [{ externalDependencies: [...packages] }] : [])];
  }
  if (task.target.inputs) return declared;
  return ['default', ...outputs(values.root).map((output) => `!{projectRoot}/${output}`)];
}

/** Outputs of any task of the file that lie in a project's folder, as globs relative to that folder. */
function outputsWithin(placed: PlacedWorkflow): (root: string) => readonly string[] {
  const all = placed.workflow.tasks.flatMap((task) =>
    (placed.layout.get(task.name) ?? []).flatMap(
      (root) => outputsOf(task, { root, projectName: placed.projectName(root) }).resolved,
    ),
  );
  const known = new Map<string, readonly string[]>();
  return (root) => {
    let found = known.get(root);
    if (!found) {
      const inside = all.filter((output) => isWithin(root, output));
      const paths = inside.map((output) => (root === '.' ? output : output.slice(root.length + 1)));
      found = [...new Set(paths.flatMap((path) => (isGlob(path) ? [path] : [path, `${path}/**/*`])))];
      known.set(root, found);
    }
    return found;
  };
}

/** The globs of an upstream task's outputs that a data edge hashes into a target. */
function dependencyInputs(dependency: TaskDependency, root: string, { placed, tasks }: Context): string[] {
  const task = tasks.get(dependency.task);
  if (!task) return [];
  return upstreamRoots(dependency, root, placed).flatMap((owner) => {
    const values: TokenValues = { root: owner, projectName: placed.projectName(owner), options: task.target.options };
    const outputs = dependency.outputs
      ? dependency.outputs.flatMap((output) => resolveTokens(output, values) ?? [])
      : outputsOf(task, values).resolved;
    return outputGlobs(task, values, outputs);
  });
}

/** The pairing rule: the upstream's target on the same project where there is one, otherwise all. */
function upstreamRoots(dependency: TaskDependency, root: string, placed: PlacedWorkflow): readonly string[] {
  const roots = placed.layout.get(dependency.task) ?? [];
  return roots.includes(root) && !dependency.allProjects ? [root] : roots;
}

type NxDependsOn = NonNullable<TargetConfiguration['dependsOn']>[number];

function toNxDependency(dependency: Dependency, root: string, placed: PlacedWorkflow): NxDependsOn {
  if (dependency.kind === 'nx') return dependency.value as NxDependsOn;
  const roots = upstreamRoots(dependency, root, placed);
  const params = dependency.params === undefined ? {} : { params: dependency.params as 'forward' | 'ignore' };
  if (roots.length === 1 && roots[0] === root) {
    return dependency.params === undefined ? dependency.task : { target: dependency.task, ...params };
  }
  return { target: dependency.task, projects: roots.map(placed.projectName), ...params };
}

function unique<T>(values: readonly T[]): T[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = JSON.stringify(value);
    return seen.has(key) ? false : seen.add(key);
  });
}
