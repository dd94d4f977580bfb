import type { TargetConfiguration } from '@nx/devkit';
import { METADATA_KEY } from './metadata';
import type { PlacedWorkflow } from './placed-workflow';
import type { Targets } from './targets';
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
    dependsOn: tasks.map((task) => ({
      target: task.name,
      projects: (placed.layout.get(task.name) ?? []).map(placed.projectName),
    })),
    metadata: {
      description,
      technologies: ['nx-workflow'],
      help: { command: `npx nx run ${project}:${target} --graph`, example: { args: ['--parallel=8'] } },
      [METADATA_KEY]: { workflow: placed.name },
    },
  };
}
