// Made from generators/convert/schema.json by `npm run schema-types`; do not edit.

/**
 * Turn a project's package.json scripts or project.json targets into a workflow file, or a workflow file back into project.json targets.
 */
export interface ConvertOptions {
  /**
   * The project, by name or root.
   */
  project: string;
  /**
   * A workflow file, or targets in project.json.
   */
  to?: 'workflow' | 'project-json';
  /**
   * Scripts of package.json or targets of project.json. Default: what the project has.
   */
  from?: 'scripts' | 'targets';
  /**
   * Only these scripts or targets, and those that they run.
   */
  only?: string[];
}
