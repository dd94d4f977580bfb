// Made from generators/pattern/schema.json by `npm run schema-types`; do not edit.

/**
 * Add a spec to a code generation task: a copy of another one, to be changed.
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
   * The pattern to copy. Default: the task's first; where it has none, the least that its JSON Schema asks for.
   */
  from?: string;
  /**
   * The root of the project that gets it, where the task runs on several.
   */
  project?: string;
}
