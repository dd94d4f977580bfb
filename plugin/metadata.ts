import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { PlacedWorkflow } from './placed-workflow';
import { CODEGEN_EXECUTOR, type Dependency, type Task } from './workflow';

/** Data about a target for run records, kept in the target's metadata, which Nx does not hash. */
export interface WorkflowMetadata {
  readonly workflow: string;
  readonly task: string;
  readonly phase?: string;
  readonly id?: number;
  /** Names of the tasks in `after`. */
  readonly after?: readonly string[];
}

/** The key of {@link WorkflowMetadata} in a target's metadata. */
export const METADATA_KEY = 'nxWorkflow';

/** Empty for a target of another plugin. */
export function workflowMetadataOf(
  target: Pick<TargetConfiguration, 'metadata'> | undefined,
): Partial<WorkflowMetadata> {
  const about: unknown = target?.metadata?.[METADATA_KEY];
  return about ?? {};
}

type TargetMetadata = NonNullable<TargetConfiguration['metadata']>;

/** The metadata that Nx shows for a task's target; metadata in the workflow file takes precedence. */
export function targetMetadata(task: Task, projectName: string, placed: PlacedWorkflow): TargetMetadata {
  const data = new Set(taskNames(task.dependsOn));
  const after = taskNames(task.after).filter((name) => !data.has(name));
  const about: WorkflowMetadata = {
    workflow: placed.name,
    task: task.name,
    ...(task.phase === undefined ? {} : { phase: task.phase }),
    ...(task.id === undefined ? {} : { id: task.id }),
    ...(after.length === 0 ? {} : { after }),
  };
  const isCodegen = task.target.executor === CODEGEN_EXECUTOR;
  return {
    ...(task.description === undefined ? {} : { description: task.description }),
    technologies: isCodegen ? ['nx-workflow', 'handlebars'] : ['nx-workflow'],
    help: isCodegen
      ? { command: `npx nx-workflow explain ${projectName}:${task.name}`, example: { options: { verbose: true } } }
      : { command: `npx nx show target ${projectName}:${task.name}`, example: { args: ['--verbose'] } },
    [METADATA_KEY]: about,
    ...task.target.metadata,
  };
}

function taskNames(dependencies: readonly Dependency[]): string[] {
  return dependencies.flatMap((dependency) => (dependency.kind === 'task' ? dependency.task : []));
}

/** Target groups for Nx's project view: one for each phase, one for the rest. */
export function projectMetadata(
  name: string,
  targets: ReadonlyMap<string, string | undefined>,
): NonNullable<ProjectConfiguration['metadata']> {
  const groups: Record<string, string[]> = {};
  for (const [target, phase] of targets) {
    const group = phase === undefined ? name : `${name}: ${phase}`;
    (groups[group] ??= []).push(target);
  }
  return { technologies: ['nx-workflow'], targetGroups: groups };
}
