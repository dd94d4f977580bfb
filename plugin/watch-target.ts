import type { TargetConfiguration } from '@nx/devkit';
import { addedFields } from './added-targets';
import type { TokenValues } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { WATCH_EXECUTOR, type Task } from './workflow';

/** Printed after the first successful round, when all files are generated and a server may start. */
const READY = 'watch: fresh=';

/**
 * The target `<task>-watch`. Upstream tasks run before the first round only.
 *
 * @param target target of the task
 */
export function watchTarget(
  task: Task,
  { dependsOn, inputs }: TargetConfiguration,
  values: TokenValues,
  placed: PlacedWorkflow,
): TargetConfiguration {
  const shown = { description: `Run ${task.name} again whenever its inputs change`, technologies: ['nx-workflow'] };
  return {
    executor: WATCH_EXECUTOR,
    continuous: true,
    readyWhen: { logMatches: READY },
    options: { codegen: task.name },
    ...(dependsOn ? { dependsOn } : {}),
    ...(inputs ? { inputs } : {}),
    outputs: [],
    ...addedFields(task, 'watch', shown, values, placed),
  };
}
