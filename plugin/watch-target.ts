import type { TargetConfiguration } from '@nx/devkit';
import { addedFields } from './added-targets';
import type { TokenValues } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { WATCH_EXECUTOR, type Task } from './workflow';

/** What the first round says that went well: all files are made, so that a server may start. */
const READY = 'watch: fresh=';

/**
 * The target `<task>-watch`. What the task waits for is made before the first round, and only then.
 *
 * @param target that of the task
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
