import type { TargetConfiguration } from '@nx/devkit';
import { addedFields, addedName } from './added-targets';
import type { TokenValues } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { CHECK_EXECUTOR, type Task } from './workflow';

/** The sync generator that brings committed code up to date. */
const SYNC_GENERATOR = 'nx-workflow:sync';

type DependsOn = NonNullable<TargetConfiguration['dependsOn']>;

export interface CheckEdges {
  readonly dependsOn: DependsOn;
  /** True if all outputs of other tasks that the task reads are committed, so that the check needs no run of them. */
  readonly allCommitted: boolean;
}

/**
 * The target `<task>-check` of a task whose generated code is committed. It fails if a run would change a file.
 * `nx sync` takes its generators from targets. Only this target names ours: Nx asks for a sync before it runs a target
 * that names one, which would be pointless before a target that generates.
 *
 * @param inputs inputs of the task's own target, for `nx affected`
 */
export function checkTarget(
  task: Task,
  inputs: TargetConfiguration['inputs'],
  { dependsOn, allCommitted }: CheckEdges,
  values: TokenValues,
  placed: PlacedWorkflow,
): TargetConfiguration {
  const committed = placed.outputs(task, values.root).generated.map((folder) => `{workspaceRoot}/${folder}/**/*`);
  const unlooked = allCommitted ? '' : '; nx sync skips it, because it reads outputs of other tasks';
  const shown = {
    description: `Fail if the committed code of ${task.name} is stale${unlooked}`,
    technologies: ['nx-workflow'],
  };
  return {
    executor: CHECK_EXECUTOR,
    options: { codegen: task.name },
    ...(dependsOn.length > 0 ? { dependsOn } : {}),
    inputs: [...(inputs ?? []), ...committed],
    outputs: [],
    cache: false,
    ...(allCommitted ? { syncGenerators: [SYNC_GENERATOR] } : {}),
    ...addedFields(task, 'check', shown, values, placed),
  };
}

/** The edge to the check targets of the tasks that an edge leads to. */
export function toCheckEdge(edge: DependsOn[number]): DependsOn[number] {
  if (typeof edge === 'string') return addedName(edge, 'check');
  return { ...edge, target: addedName(edge.target, 'check') };
}
