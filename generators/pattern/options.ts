// Made from generators/pattern/schema.json by `npm run schema-types`; do not edit.

/**
 * Add a spec to a code generation task: a copy of another one, to be changed.
 */
export interface PatternOptions {
  /**
   * The spec's name; it may have folders.
   */
  name: string;
  /**
   * The workflow: its file, folder or name. Default: the only one.
   */
  workflow?: string;
  /**
   * The codegen task. Default: the only one.
   */
  task?: string;
  /**
   * The spec to copy. Default: the task's first, or the least that its JSON Schema requires.
   */
  from?: string;
  /**
   * The project's root, if the task runs on several.
   */
  project?: string;
}
