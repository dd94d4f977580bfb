// Made from generators/task/schema.json by `npm run schema-types`; do not edit.

/**
 * Add a task to a workflow file. Its comments and layout stay as they are.
 */
export interface TaskOptions {
  /**
   * The task's name.
   */
  name: string;
  /**
   * The workflow: its file, folder or name. Default: the only one.
   */
  workflow?: string;
  /**
   * A shell command, run from the workspace's root.
   */
  command?: string;
  /**
   * An Nx executor, as <package>:<executor>, instead of a command.
   */
  executor?: string;
  /**
   * Options of the executor, as a JSON object.
   */
  options?: string;
  /**
   * A description of the task, in one line.
   */
  description?: string;
  /**
   * Tasks whose outputs this one reads, by name or id; or Nx's ^target and project:target.
   */
  dependsOn?: string[];
  /**
   * Tasks that must run first; nothing of them is hashed.
   */
  after?: string[];
  /**
   * One of the file's phases, if it lists them.
   */
  phase?: string;
  /**
   * The inputs of the task. Default: the project's files without outputs.
   */
  inputs?: string[];
  /**
   * Files and folders that only this task writes, from the project's root or with {workspaceRoot}.
   */
  outputs?: string[];
  /**
   * Roots of the projects that get the target, or globs. Default: the workflow file's folder.
   */
  project?: string[];
}
