// Made from generators/codegen/schema.json by `npm run schema-types`; do not edit.

/**
 * Add a code generation task to a workflow, with a first pattern, a template and a JSON Schema that work.
 */
export interface CodegenOptions {
  /**
   * The task's name.
   */
  name?: string;
  /**
   * The workflow: its file, folder or name. Default: the only one.
   */
  workflow?: string;
  /**
   * The name of the first spec.
   */
  pattern?: string;
  /**
   * A JSON Pointer, such as `/groups`: each member there is a pattern.
   */
  items?: string;
  /**
   * A folder for all files, inside that of the workflow.
   */
  folder?: string;
  /**
   * The compiler of the generated TypeScript; oxc is faster, but exports need explicit types.
   */
  compile?: 'none' | 'oxc' | 'typescript';
  /**
   * For code that you commit. Otherwise git ignores the folder.
   */
  commit?: boolean;
}
