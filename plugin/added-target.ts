import type { TargetConfiguration } from '@nx/devkit';
import { METADATA_KEY, type WorkflowMetadata } from './metadata';
import type { TokenValues } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import type { Task } from './workflow';

type Metadata = NonNullable<TargetConfiguration['metadata']>;

/** What all targets have that the plugin adds for a task: its configurations, by name alone, and what Nx's views show. */
export function addedFields(
  task: Task,
  name: string,
  shown: Pick<Metadata, 'description' | 'technologies'>,
  { projectName }: TokenValues,
  { name: workflow }: PlacedWorkflow,
): Pick<TargetConfiguration, 'configurations' | 'metadata'> {
  const about: WorkflowMetadata = {
    workflow,
    task: name,
    ...(task.phase === undefined ? {} : { phase: task.phase }),
  };
  const configurations = Object.keys(task.target.configurations ?? {});
  return {
    ...(configurations.length === 0
      ? {}
      : { configurations: Object.fromEntries(configurations.map((one) => [one, {}])) }),
    metadata: {
      ...shown,
      help: { command: `npx nx show target ${projectName}:${name}`, example: { args: ['--verbose'] } },
      [METADATA_KEY]: about,
    },
  };
}
