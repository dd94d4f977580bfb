import type { TargetConfiguration } from '@nx/devkit';
import { METADATA_KEY, type WorkflowMetadata } from './metadata';
import type { TokenValues } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { typecheckOf } from './typecheck';
import { CODEGEN_EXECUTOR, type TargetFields, type Task, type Workflow } from './workflow';

/** A task as it is written, or what can be read of one that is broken. */
type WrittenTask = TargetFields & { readonly committed?: unknown };

const isCodegen = ({ executor }: WrittenTask): boolean => executor === CODEGEN_EXECUTOR;

/** The kinds of targets that the plugin adds for a task, and which tasks get one. */
const WANTED = {
  typecheck: (task: WrittenTask) => typecheckOf(task) !== undefined,
  watch: isCodegen,
  check: (task: WrittenTask) => isCodegen(task) && task.committed === true,
} as const;

export type AddedKind = keyof typeof WANTED;

export const ADDED_KINDS = Object.keys(WANTED) as AddedKind[];

/** A target that the plugin adds, and the task for which it does. */
export interface AddedTarget {
  readonly kind: AddedKind;
  readonly task: Task;
}

/** The name of the target of a kind that is added for a task. */
export function addedName(task: string, kind: AddedKind): string {
  return `${task}-${kind}`;
}

/** The names of the targets that a task gets besides its own. */
export function addedNames(task: string, written: WrittenTask): string[] {
  return kindsOf(written).map((kind) => addedName(task, kind));
}

/** All targets that are added for a workflow, by name. A task that is named like a watch target stays what it is. */
export function addedTargets({ tasks }: Workflow): Map<string, AddedTarget> {
  const own = new Set(tasks.map(({ name }) => name));
  const added = tasks.flatMap((task) =>
    kindsOf({ ...task.target, committed: task.isCommitted })
      .map((kind) => [addedName(task.name, kind), { kind, task }] as const)
      .filter(([name, { kind }]) => kind !== 'watch' || !own.has(name)),
  );
  return new Map(added);
}

/** The task that a target of this name would be added for, by its end. */
export function nameOfOwner(name: string): string | undefined {
  const kind = ADDED_KINDS.find((one) => name.endsWith(addedName('', one)));
  return kind === undefined ? undefined : name.slice(0, -addedName('', kind).length);
}

function kindsOf(task: WrittenTask): AddedKind[] {
  return ADDED_KINDS.filter((kind) => WANTED[kind](task));
}

type Metadata = NonNullable<TargetConfiguration['metadata']>;

/** What all targets have that the plugin adds for a task: its configurations, by name alone, and what Nx's views show. */
export function addedFields(
  task: Task,
  kind: AddedKind,
  shown: Pick<Metadata, 'description' | 'technologies'>,
  { projectName }: TokenValues,
  { name: workflow }: PlacedWorkflow,
): Pick<TargetConfiguration, 'configurations' | 'metadata'> {
  const name = addedName(task.name, kind);
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
