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
   * The workflow file, its folder, or the workflow's name. Default: the workspace's only one.
   */
  workflow?: string;
  /**
   * The name of the first pattern; with `--items`, of the document.
   */
  pattern?: string;
  /**
   * A JSON Pointer, such as `/groups`: the first spec is a document, and each member that it has there is a pattern of its own. Default: each file is one pattern.
   */
  items?: string;
  /**
   * The folder for patterns, templates and output, below that of the workflow.
   */
  folder?: string;
  /**
   * What makes JavaScript and declarations of the generated TypeScript: oxc (fast), typescript, or none.
   */
  compile?: 'none' | 'oxc' | 'typescript';
  /**
   * The generated files are committed, and `nx sync` keeps them up to date. Otherwise their folder goes into .gitignore.
   */
  commit?: boolean;
}
