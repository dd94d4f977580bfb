import type { TargetConfiguration } from '@nx/devkit';
import { addedFields, addedName } from './added-targets';
import type { TokenValues } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { CHECK_EXECUTOR, type Task } from './workflow';

/** The generator by which `nx sync` brings committed code up to date. */
const SYNC_GENERATOR = 'nx-workflow:sync';

type DependsOn = NonNullable<TargetConfiguration['dependsOn']>;

/** What the check of a task waits for. */
export interface CheckedEdges {
  readonly dependsOn: DependsOn;
  /** Whether all that the task reads of other tasks is committed, so that it can be told without running any. */
  readonly allCommitted: boolean;
}

/**
 * The target `<task>-check` of a task whose generated code is committed. It fails where a run would change a file. `nx sync`
 * takes its generators from targets, and this one alone names ours: Nx asks for a sync before it runs such a target, which
 * would only be in the way of one that generates.
 *
 * @param inputs those of the task's own target, for `nx affected`
 */
export function checkTarget(
  task: Task,
  inputs: TargetConfiguration['inputs'],
  { dependsOn, allCommitted }: CheckedEdges,
  values: TokenValues,
  placed: PlacedWorkflow,
): TargetConfiguration {
  const committed = placed.outputs(task, values.root).generated.map((folder) => `{workspaceRoot}/${folder}/**/*`);
  const unlooked = allCommitted ? '' : '; nx sync leaves it out, because it reads what other tasks make';
  const shown = {
    description: `Fail where what ${task.name} generates is not committed as it should be${unlooked}`,
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

/** The edge to the checks of what an edge leads to. */
export function toItsCheck(edge: DependsOn[number]): DependsOn[number] {
  if (typeof edge === 'string') return addedName(edge, 'check');
  return { ...edge, target: addedName(edge.target, 'check') };
}
