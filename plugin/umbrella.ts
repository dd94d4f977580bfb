import type { TargetConfiguration } from '@nx/devkit';
import { addedName } from './added-targets';
import type { AffectedBy } from './facts';
import { METADATA_KEY } from './metadata';
import type { PlacedWorkflow, Targets } from './placed-workflow';
import { umbrellaInputs, type UmbrellaPart } from './affected-inputs';
import { typecheckOf } from './typecheck';
import type { Task } from './workflow';

/**
 * The targets that run a whole workflow or one of its phases. They do nothing themselves and are not cached; they have
 * inputs for `nx affected` only.
 */
export function umbrellaTargets(
  placed: PlacedWorkflow,
  workflowTargetName: string,
  targets: ReadonlyMap<string, Targets>,
  affectedBy: AffectedBy,
): Targets {
  const { workflow, name } = placed;
  const umbrella = (target: string, about: string, tasks: readonly Task[]): TargetConfiguration => {
    // A continuous task would keep the run from ending.
    const endless = tasks.filter((task) => task.target.continuous === true).map((task) => task.name);
    const description = endless.length === 0 ? about : `${about}, except the continuous ${endless.join(', ')}`;
    const entries = tasks.filter((task) => task.target.continuous !== true).flatMap((task) => entriesOf(task, placed));
    const parts = entries.flatMap(({ target, roots }) =>
      roots.map((root): UmbrellaPart => ({ root, target: targets.get(root)?.[target] ?? {} })),
    );
    return {
      executor: 'nx:noop',
      cache: false,
      inputs: umbrellaInputs(parts, placed.root, placed.projectName, affectedBy),
      dependsOn: entries.map(({ target, roots }) => ({ target, projects: roots.map(placed.projectName) })),
      metadata: {
        description,
        technologies: ['nx-workflow'],
        help: {
          command: `npx nx run ${placed.projectName(placed.root)}:${target} --graph`,
          example: { args: ['--parallel=8'] },
        },
        [METADATA_KEY]: { workflow: name },
      },
    };
  };
  const phases = workflow.phases.map((phase): [string, TargetConfiguration] => {
    const target = phaseTargetName(workflowTargetName, phase);
    const tasks = workflow.tasks.filter((task) => task.phase === phase);
    return [target, umbrella(target, `Phase ${phase} of ${name}`, tasks)];
  });
  return {
    [workflowTargetName]: umbrella(workflowTargetName, `All tasks of ${name}`, workflow.tasks),
    ...Object.fromEntries(phases),
  };
}

export function phaseTargetName(workflowTargetName: string, phase: string): string {
  return `${workflowTargetName}-${phase}`;
}

/** The targets to run for a task, including its type check, for which no other task waits. */
function entriesOf(
  task: Task,
  placed: PlacedWorkflow,
): { readonly target: string; readonly roots: readonly string[] }[] {
  const roots = placed.layout.get(task.name) ?? [];
  const names = typecheckOf(task.target) ? [task.name, addedName(task.name, 'typecheck')] : [task.name];
  return names.map((target) => ({ target, roots }));
}
