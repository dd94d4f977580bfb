// Made from generators/workflow/schema.json by `npm run schema-types`; do not edit.

/**
 * Write a starter workflow with two tasks that run, into a new folder or an existing project.
 */
export interface WorkflowOptions {
  /**
   * The workflow's name, and the project's if the folder is no project yet.
   */
  name: string;
  /**
   * The folder. Default: the workflow's name.
   */
  directory?: string;
  /**
   * Write no tasks.
   */
  empty?: boolean;
}
