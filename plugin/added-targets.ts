import type { TargetConfiguration } from '@nx/devkit';
import { METADATA_KEY, type WorkflowMetadata } from './metadata';
import type { TokenValues } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { typecheckOf } from './typecheck';
import { CODEGEN_EXECUTOR, type TargetFields, type Task, type Workflow } from './workflow';

/** A task as written; of a broken task, the fields that could be read. */
type WrittenTask = TargetFields & { readonly committed?: unknown };

const isCodegen = ({ executor }: WrittenTask): boolean => executor === CODEGEN_EXECUTOR;

/** The kinds of targets that the plugin adds to a task, each with the condition on the task. */
const APPLIES_TO = {
  typecheck: (task: WrittenTask) => typecheckOf(task) !== undefined,
  watch: isCodegen,
  check: (task: WrittenTask) => isCodegen(task) && task.committed === true,
} as const;

export type AddedKind = keyof typeof APPLIES_TO;

export const ADDED_KINDS = Object.keys(APPLIES_TO) as AddedKind[];

/** A target that the plugin adds, with its task. */
export interface AddedTarget {
  readonly kind: AddedKind;
  readonly task: Task;
}

export function addedName(task: string, kind: AddedKind): string {
  return `${task}-${kind}`;
}

export function addedNames(task: string, written: WrittenTask): string[] {
  return kindsOf(written).map((kind) => addedName(task, kind));
}

/** All targets that are added for a workflow, by name. A task takes precedence over a watch target of the same name. */
export function addedTargets({ tasks }: Workflow): Map<string, AddedTarget> {
  const own = new Set(tasks.map(({ name }) => name));
  const added = tasks.flatMap((task) =>
    kindsOf({ ...task.target, committed: task.isCommitted })
      .map((kind) => [addedName(task.name, kind), { kind, task }] as const)
      .filter(([name, { kind }]) => kind !== 'watch' || !own.has(name)),
  );
  return new Map(added);
}

/** `gen` for `gen-check`; undefined if the name does not end like that of an added target. */
export function taskOfAddedName(name: string): string | undefined {
  const kind = ADDED_KINDS.find((one) => name.endsWith(addedName('', one)));
  return kind === undefined ? undefined : name.slice(0, -addedName('', kind).length);
}

function kindsOf(task: WrittenTask): AddedKind[] {
  return ADDED_KINDS.filter((kind) => APPLIES_TO[kind](task));
}

type Metadata = NonNullable<TargetConfiguration['metadata']>;

/** Fields that all added targets share: the names of the task's configurations, without values, and metadata. */
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
