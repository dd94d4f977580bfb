import type { TargetConfiguration } from '@nx/devkit';
import { METADATA_KEY } from './metadata';
import type { PlacedWorkflow } from './placed-workflow';
import type { Targets } from './targets';
import { typecheckName, typecheckOf } from './typecheck';
import type { Task } from './workflow';

/**
 * The targets that run a whole workflow or one of its phases. They do nothing themselves, so they are
 * neither cached nor given inputs to hash.
 */
export function umbrellaTargets(placed: PlacedWorkflow, workflowTargetName: string): Targets {
  const { workflow, name } = placed;
  const targets: Targets = {};
  targets[workflowTargetName] = umbrella(workflowTargetName, `All tasks of ${name}`, workflow.tasks, placed);
  for (const phase of workflow.phases) {
    const tasks = workflow.tasks.filter((task) => task.phase === phase);
    const target = phaseTargetName(workflowTargetName, phase);
    targets[target] = umbrella(target, `Phase ${phase} of ${name}`, tasks, placed);
  }
  return targets;
}

export function phaseTargetName(workflowTargetName: string, phase: string): string {
  return `${workflowTargetName}-${phase}`;
}

function umbrella(
  target: string,
  description: string,
  tasks: readonly Task[],
  placed: PlacedWorkflow,
): TargetConfiguration {
  const project = placed.projectName(placed.root);
  return {
    executor: 'nx:noop',
    cache: false,
    inputs: [],
    dependsOn: tasks.flatMap((task) => {
      const projects = (placed.layout.get(task.name) ?? []).map(placed.projectName);
      // A type error in generated code is a failure of the workflow, though no task waits for it.
      const names = typecheckOf(task.target) ? [task.name, typecheckName(task.name)] : [task.name];
      return names.map((name) => ({ target: name, projects }));
    }),
    metadata: {
      description,
      technologies: ['nx-workflow'],
      help: { command: `npx nx run ${project}:${target} --graph`, example: { args: ['--parallel=8'] } },
      [METADATA_KEY]: { workflow: placed.name },
    },
  };
}
