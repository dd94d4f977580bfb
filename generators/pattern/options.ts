// Made from generators/pattern/schema.json by `npm run schema-types`; do not edit.

/**
 * Add a spec to a code generation task: a copy of another one, or the least that the task's JSON Schema asks for.
 */
export interface PatternOptions {
  /**
   * The pattern's name, which is its file's; folders may stand before it.
   */
  name: string;
  /**
   * The workflow file, its folder, or the workflow's name. Default: the workspace's only one.
   */
  workflow?: string;
  /**
   * The codegen task. Default: the workflow's only one.
   */
  task?: string;
  /**
   * The pattern to copy. Default: made from the JSON Schema where there is one, else a copy of the first pattern.
   */
  from?: string;
  /**
   * The root of the project that gets it, where the task runs on several.
   */
  project?: string;
}
