import type { JsonPath } from './document';

/** A workflow file after parsing: references by id are names already, nothing else is resolved. */
export interface Workflow {
  readonly name: string | undefined;
  /** In the file's order; where the file lists none, in the order in which tasks mention them. */
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
  /** Data edges: the upstream's outputs are hashed into this task. */
  readonly dependsOn: readonly Dependency[];
  /** Order edges: nothing of the upstream is hashed. */
  readonly after: readonly Dependency[];
  /** The rest of the Nx target, as written. */
  readonly target: TargetFields;
  readonly limits?: Limits;
  /** Whether the team commits what a code generation task makes. */
  readonly isCommitted?: boolean;
}

/** What keeps a command in bounds. */
export interface Limits {
  /** Of one try, in seconds. */
  readonly timeout?: number;
  /** Further tries after one that failed. */
  readonly retries?: number;
}

/** The properties of an Nx target that the plugin reads; all others pass through untouched. */
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
  /** On all projects of the task, even where this project has a target of its own. */
  readonly allProjects: boolean;
  /** Whether arguments are passed on, as in any dependsOn of Nx. */
  readonly params: string | undefined;
  /** Further fields of Nx's own edges, passed on as they are. */
  readonly passed?: Readonly<Record<string, unknown>> | undefined;
  readonly path: JsonPath;
}

/** Any other form that Nx takes: targets of other workflow files and of other projects. */
export interface NxDependency {
  readonly kind: 'nx';
  /** As Nx takes it. */
  readonly value: string | NxEdge;
  /** Narrows what is hashed, as in a task dependency. */
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
