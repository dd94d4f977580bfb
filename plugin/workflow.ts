import type { JsonPath } from './document';

/** A parsed workflow file: ids in references are replaced by names; nothing else is resolved. */
export interface Workflow {
  readonly name: string | undefined;
  /** In the order of the file's list; without a list, in the order in which tasks name them. */
  readonly phases: readonly string[];
  readonly tasks: readonly Task[];
}

export interface Task {
  readonly name: string;
  readonly id: number | undefined;
  readonly phase: string | undefined;
  readonly description: string | undefined;
  /** Roots or globs as written; undefined means the file's own folder. */
  readonly projects: readonly string[] | undefined;
  /** Data edges: the outputs of the upstream task are hashed into this task. */
  readonly dependsOn: readonly Dependency[];
  /** Order edges: nothing of the upstream task is hashed. */
  readonly after: readonly Dependency[];
  /** The rest of the Nx target, as written. */
  readonly target: TargetFields;
  readonly limits?: Limits;
  /** True if the generated code of a codegen task is committed. */
  readonly isCommitted?: boolean;
}

/** Limits of a command. */
export interface Limits {
  /** For one attempt, in seconds. */
  readonly timeout?: number;
  /** Further attempts after a failure. */
  readonly retries?: number;
}

/** The properties of an Nx target that the plugin reads; all others are passed on unchanged. */
export interface TargetFields {
  readonly command?: string;
  readonly executor?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly configurations?: Readonly<Record<string, unknown>>;
  readonly inputs?: readonly unknown[];
  readonly outputs?: readonly string[];
  readonly cache?: boolean;
  readonly continuous?: boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly [other: string]: unknown;
}

export type Dependency = TaskDependency | NxDependency;

/** A task of the same file. */
export interface TaskDependency {
  readonly kind: 'task';
  readonly task: string;
  /** Narrows what is hashed; undefined means all outputs of the task. */
  readonly outputs: readonly string[] | undefined;
  /** True for all projects of the upstream task, even if it is on this project too. */
  readonly allProjects: boolean;
  /** `forward` or `ignore`, as in `dependsOn` of Nx. */
  readonly params: string | undefined;
  /** Further fields of Nx's edges, passed on unchanged. */
  readonly passed?: Readonly<Record<string, unknown>> | undefined;
  readonly path: JsonPath;
}

/** An edge in a form of Nx: to a target of another workflow file or project. */
export interface NxDependency {
  readonly kind: 'nx';
  /** The edge as Nx accepts it. */
  readonly value: string | NxEdge;
  /** Narrows what is hashed, as in {@link TaskDependency}. */
  readonly outputs: readonly string[] | undefined;
  readonly path: JsonPath;
}

export interface NxEdge {
  readonly target: string;
  readonly projects?: unknown;
  readonly dependencies?: unknown;
  readonly [other: string]: unknown;
}

export const WORKFLOW_FILE = 'nx-workflow.json';

export const CODEGEN_EXECUTOR = 'nx-workflow:codegen';

export const TYPECHECK_EXECUTOR = 'nx-workflow:typecheck';

export const WATCH_EXECUTOR = 'nx-workflow:watch';

export const CHECK_EXECUTOR = 'nx-workflow:check';

export const COMMAND_EXECUTOR = 'nx-workflow:command';
