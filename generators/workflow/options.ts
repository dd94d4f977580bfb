// Made from generators/workflow/schema.json by `npm run schema-types`; do not edit.

/**
 * Write a starter workflow with two tasks that run, into a new folder or an existing project.
 */
export interface WorkflowOptions {
  /**
   * The workflow's name. A folder without project.json or package.json becomes a project of this name.
   */
  name: string;
  /**
   * The folder, from the workspace's root. Default: a folder of the workflow's name.
   */
  directory?: string;
  /**
   * Write no tasks.
   */
  empty?: boolean;
}
