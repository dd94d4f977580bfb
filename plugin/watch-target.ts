import type { TargetConfiguration } from '@nx/devkit';
import { addedFields } from './added-target';
import type { TokenValues } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { CODEGEN_EXECUTOR, WATCH_EXECUTOR, type Task, type Workflow } from './workflow';

/** What the first round says that went well: all files are made, so that a server may start. */
const READY = 'watch: fresh=';

/** The name of the target that runs a codegen task again and again. */
export function watchName(task: string): string {
  return `${task}-watch`;
}

/** The watch targets of a workflow: the name of each with the task that it runs. A task of that name stays what it is. */
export function watches({ tasks }: Workflow): Map<string, Task> {
  const own = new Set(tasks.map(({ name }) => name));
  const made = tasks.filter(({ name, target }) => target.executor === CODEGEN_EXECUTOR && !own.has(watchName(name)));
  return new Map(made.map((task) => [watchName(task.name), task]));
}

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
    ...addedFields(task, watchName(task.name), shown, values, placed),
  };
}
