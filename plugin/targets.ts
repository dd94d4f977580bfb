import type { TargetConfiguration } from '@nx/devkit';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { ADDED_KINDS, addedName, addedTargets, type AddedKind } from './added-targets';
import { checkTarget, toCheckEdge } from './check-target';
import { codegenInputs, type Input } from './codegen-inputs';
import { readsDefault, type DefaultInputs } from './default-inputs';
import type { JsonDocument } from './document';
import { edgeInputs, type EdgeInputsContext } from './edge-inputs';
import type { WorkspaceFacts } from './facts';
import { withImplementation } from './implementation-inputs';
import type { KnownTargets } from './known-targets';
import { withLimits } from './limits';
import { targetMetadata } from './metadata';
import type { TokenValues } from './paths';
import type { PlacedWorkflow, Targets } from './placed-workflow';
import { withDefinition } from './affected-inputs';
import { declaredOutputs } from './target-io';
import { typecheckOf } from './typecheck';
import { sourceGlobs, typecheckTarget } from './typecheck-target';
import { memoizedUpstream, upstreamRoots } from './upstream';
import { upstreamOutputs } from './upstream-outputs';
import { watchTarget } from './watch-target';
import { CODEGEN_EXECUTOR, type Dependency, type Task, type TaskDependency } from './workflow';

export interface TargetSources {
  readonly placed: PlacedWorkflow;
  readonly document: JsonDocument;
  readonly facts: WorkspaceFacts;
  readonly defaults: DefaultInputs;
  readonly known: KnownTargets;
}

/**
 * Infers the targets of all tasks, by project root, with findings about their edges. Pure except for reads by `facts`.
 */
export function inferTargets(sources: TargetSources): {
  readonly targets: Map<string, Targets>;
  readonly findings: readonly Diagnostic[];
} {
  const { placed } = sources;
  const targets = new Map<string, Targets>();
  const tasks = new Map(placed.workflow.tasks.map((task) => [task.name, task]));
  const context: Context = {
    ...sources,
    tasks,
    upstreamOutputs: upstreamOutputs(placed, tasks),
    upstreamNames: memoizedUpstream(placed, (_dependency, owner) => [placed.projectName(owner)]),
    hashedCache: new Map(),
    findings: new Map(),
  };
  const added = addedTargets(placed.workflow);
  for (const task of placed.workflow.tasks) {
    for (const [index, root] of (placed.layout.get(task.name) ?? []).entries()) {
      // Nx mutates the dependencies of a target, so projects must not share objects.
      const own = (target: TargetConfiguration): TargetConfiguration =>
        index === 0 ? target : structuredClone(target);
      const ofRoot = targets.get(root) ?? {};
      targets.set(root, ofRoot);
      const edges = edgeInputs(task, root, context);
      for (const finding of edges.findings) context.findings.set(`${finding.line}:${finding.column}`, finding);
      const target = inferTarget(task, root, edges.inputs, context);
      ofRoot[task.name] = own(target);
      for (const kind of ADDED_KINDS) {
        const name = addedName(task.name, kind);
        if (added.get(name)?.task !== task) continue;
        const made = INFER_ADDED[kind]({ task, root, target, fromTasks: edges.inputs }, context);
        if (made) ofRoot[name] = own(made);
      }
    }
  }
  return { targets, findings: [...context.findings.values()] };
}

interface Context extends EdgeInputsContext, TargetSources {
  readonly tasks: ReadonlyMap<string, Task>;
  /** Names of the projects that an edge leads to. */
  readonly upstreamNames: (dependency: TaskDependency, root: string) => readonly string[];
  /** By position: an edge is checked once for each project. */
  readonly findings: Map<string, Diagnostic>;
}

function inferTarget(task: Task, root: string, fromTasks: readonly Input[], context: Context): TargetConfiguration {
  const { placed, facts } = context;
  const values: TokenValues = { root, projectName: placed.projectName(root) };
  const outputs = declaredOutputs(task);
  const own = ownInputs(task, values, context);
  const dependsOn = [...task.dependsOn, ...task.after].map((dependency) => toNxDependency(dependency, root, context));
  const mayCache =
    task.target.cache ?? (outputs && outputs.length > 0 && task.target.continuous !== true ? true : undefined);
  // A cache hit would delete files that somebody else wrote to an output folder; a run reports them.
  const isAtRisk =
    mayCache === true && placed.outputs(task, root).generated.some((folder) => facts.holdsStrays(folder));
  const cache = isAtRisk ? false : mayCache;
  const target: TargetConfiguration = {
    ...(withLimits(task) as unknown as TargetConfiguration),
    ...(dependsOn.length > 0 ? { dependsOn: unique(dependsOn) } : {}),
    inputs: unique([...own, ...fromTasks]),
    ...(outputs ? { outputs: [...outputs] } : {}),
    ...(cache === undefined ? {} : { cache }),
    metadata: targetMetadata(task, values.projectName, placed),
  };
  return withIdentity(target, task, root, context);
}

/** Adds inputs for the version of this package and, on another project than the workflow file's, for the definition. */
function withIdentity(target: TargetConfiguration, task: Task, root: string, context: Context): TargetConfiguration {
  const { placed, facts } = context;
  const isElsewhere = root !== placed.root && facts.affectedBy === 'tasks';
  return withImplementation(isElsewhere ? withDefinition(target, task, placed) : target, facts.implementation);
}

/** A task on one of its projects, with its own target. */
interface InferredTask {
  readonly task: Task;
  readonly root: string;
  readonly target: TargetConfiguration;
  /** Inputs from its data edges. */
  readonly fromTasks: readonly Input[];
}

/** Infers the added targets of a task, by kind; undefined if another target takes precedence. */
const INFER_ADDED: Readonly<
  Record<AddedKind, (inferred: InferredTask, context: Context) => TargetConfiguration | undefined>
> = { typecheck: inferTypecheck, watch: inferWatch, check: inferCheck };

/**
 * The type check of a task. Generated code may import outputs of the task's data edges and generated code of the codegen
 * tasks in `after`, so the type check hashes both.
 */
function inferTypecheck({ task, root, fromTasks }: InferredTask, context: Context): TargetConfiguration | undefined {
  const { placed, tasks } = context;
  const check = typecheckOf(task.target);
  if (!check) return undefined;
  const values: TokenValues = { root, projectName: placed.projectName(root) };
  const data = task.dependsOn;
  const code = task.after
    .filter((dependency) => dependency.kind === 'task')
    .filter(({ task: name }) => typecheckOf(tasks.get(name)?.target ?? {}) !== undefined);
  const sources = code.flatMap((dependency) =>
    upstreamRoots(dependency, root, placed).flatMap((owner) =>
      sourceGlobs(placed.outputs(tasks.get(dependency.task)!, owner)),
    ),
  );
  const target = typecheckTarget(check, {
    task,
    values,
    placed,
    dependsOn: unique([...data, ...code].map((dependency) => toNxDependency(dependency, root, context))),
    imported: unique([...fromTasks, ...sources.map((glob) => ({ dependentTasksOutputFiles: glob }))]),
  });
  return withIdentity(target, task, root, context);
}

/** The watch target of a task. A target of that name that the project declares takes precedence. */
function inferWatch({ task, root, target }: InferredTask, { placed, facts }: Context): TargetConfiguration | undefined {
  if (facts.project(root)?.targets.has(addedName(task.name, 'watch')) === true) return undefined;
  return watchTarget(task, target, { root, projectName: placed.projectName(root) }, placed);
}

/** The check target of a task with `committed`. For upstream tasks with `committed` it waits for their checks. */
function inferCheck({ task, root, target }: InferredTask, context: Context): TargetConfiguration {
  const { placed } = context;
  const values: TokenValues = { root, projectName: placed.projectName(root) };
  const edges = task.dependsOn.map((dependency) => {
    const edge = toNxDependency(dependency, root, context);
    const isCommitted = leadsToCommitted(dependency, root, context);
    return { edge: isCommitted ? toCheckEdge(edge) : edge, isCommitted };
  });
  const dependsOn = unique(edges.map(({ edge }) => edge));
  const allCommitted = edges.every(({ isCommitted }) => isCommitted);
  return checkTarget(task, target.inputs, { dependsOn, allCommitted }, values, placed);
}

/** True if an edge leads only to codegen tasks with `committed`. */
function leadsToCommitted(dependency: Dependency, root: string, { known, placed }: Context): boolean {
  const { targets, isOpen } = known.resolve(dependency, root, placed);
  return !isOpen && targets.every((ref) => known.find(ref)?.task?.isCommitted === true);
}

/** The inputs of a target apart from its edges: declared, derived from codegen options, or the defaults. */
function ownInputs(
  task: Task,
  values: TokenValues,
  { facts, defaults, placed }: Context,
): NonNullable<TargetConfiguration['inputs']> {
  const declared = (task.target.inputs ?? []) as NonNullable<TargetConfiguration['inputs']>;
  if (task.target.executor === CODEGEN_EXECUTOR) {
    const target = placed.merged(task, values.root);
    const codegen = { target, place: values, outputs: placed.outputs(task, values.root), declared };
    const { filesets, packages } = codegenInputs(codegen, facts);
    return [...filesets, ...declared, ...(packages.length > 0 ? [{ externalDependencies: [...packages] }] : [])];
  }
  return readsDefault(task) ? defaults.of(values.root) : declared;
}

type NxDependsOn = NonNullable<TargetConfiguration['dependsOn']>[number];

function toNxDependency(dependency: Dependency, root: string, context: Context): NxDependsOn {
  if (dependency.kind === 'nx')
    return (context.known.resolve(dependency, root, context.placed).rewritten ?? dependency.value) as NxDependsOn;
  const roots = upstreamRoots(dependency, root, context.placed);
  const { params } = dependency;
  const more = { ...(params === undefined ? {} : { params: params as 'forward' | 'ignore' }), ...dependency.passed };
  if (roots.length === 1 && roots[0] === root) {
    return Object.keys(more).length === 0 ? dependency.task : { target: dependency.task, ...more };
  }
  return { target: dependency.task, projects: [...context.upstreamNames(dependency, root)], ...more };
}

function unique<T>(values: readonly T[]): T[] {
  const [texts, others] = [new Set<string>(), new Set<string>()];
  return values.filter((value) => {
    const [seen, key] = typeof value === 'string' ? [texts, value] : [others, JSON.stringify(value)];
    return seen.has(key) ? false : seen.add(key);
  });
}
