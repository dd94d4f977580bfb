import type { TargetConfiguration } from '@nx/devkit';
import type { WorkspaceFacts } from './facts';
import { METADATA_KEY, type WorkflowMetadata } from './metadata';
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

/** Whether a project has the watch target of a task: it stands back behind one that the project declares. */
export function hasWatch(task: Task, root: string, { workflow }: PlacedWorkflow, facts: WorkspaceFacts): boolean {
  const name = watchName(task.name);
  return watches(workflow).get(name) === task && facts.project(root)?.targets.has(name) !== true;
}

/**
 * The target `<task>-watch`. What the task waits for is made before the first round, and only then.
 *
 * @param target that of the task
 */
export function watchTarget(
  task: Task,
  { dependsOn, inputs }: TargetConfiguration,
  { projectName }: TokenValues,
  { name: workflow }: PlacedWorkflow,
): TargetConfiguration {
  const name = watchName(task.name);
  const configurations = Object.keys(task.target.configurations ?? {});
  const about: WorkflowMetadata = {
    workflow,
    task: name,
    ...(task.phase === undefined ? {} : { phase: task.phase }),
  };
  return {
    executor: WATCH_EXECUTOR,
    continuous: true,
    readyWhen: { logMatches: READY },
    options: { codegen: task.name },
    ...(configurations.length === 0
      ? {}
      : { configurations: Object.fromEntries(configurations.map((one) => [one, {}])) }),
    ...(dependsOn ? { dependsOn } : {}),
    ...(inputs ? { inputs } : {}),
    outputs: [],
    metadata: {
      description: `Run ${task.name} again whenever its inputs change`,
      technologies: ['nx-workflow'],
      help: { command: `npx nx show target ${projectName}:${name}`, example: { args: ['--verbose'] } },
      [METADATA_KEY]: about,
    },
  };
}
