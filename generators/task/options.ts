// Made from generators/task/schema.json by `npm run schema-types`; do not edit.

/**
 * Add a task to a workflow file. Its comments and layout stay as they are.
 */
export interface TaskOptions {
  /**
   * The task's name, which is the name of its target.
   */
  name: string;
  /**
   * The workflow file, its folder, or the workflow's name. Default: the workspace's only one.
   */
  workflow?: string;
  /**
   * A command, run by a shell from the workspace's root.
   */
  command?: string;
  /**
   * An Nx executor, as <package>:<executor>, in place of a command.
   */
  executor?: string;
  /**
   * Options of the executor, as a JSON object.
   */
  options?: string;
  /**
   * What the task does, in one line.
   */
  description?: string;
  /**
   * Tasks whose outputs this one reads, by name or id; or Nx's ^target and project:target.
   */
  dependsOn?: string[];
  /**
   * Tasks that must be done first, of which nothing is read.
   */
  after?: string[];
  /**
   * One of the file's phases. Where the file lists none, any name.
   */
  phase?: string;
  /**
   * What the task reads. Default: the project's files without the outputs of any task.
   */
  inputs?: string[];
  /**
   * Files and folders that the task owns alone. A path without {projectRoot} or {workspaceRoot} counts from the project.
   */
  outputs?: string[];
  /**
   * The roots of the projects where the target lives, or globs of them. Default: the workflow file's folder.
   */
  project?: string[];
}
