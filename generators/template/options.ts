// Made from generators/template/schema.json by `npm run schema-types`; do not edit.

/**
 * Add a template to a code generation task, with the entry of `emit` that uses it.
 */
export interface TemplateOptions {
  /**
   * The template's name, which is its file's; folders may stand before it.
   */
  name: string;
  /**
   * The file to write, relative to the task's outputDir; itself a Handlebars text. Default: after the pattern and the template.
   */
  to?: string;
  /**
   * `pattern`: a file from each pattern. `source`: one from all patterns of a source file. `library`: one from all of them.
   */
  each?: 'pattern' | 'source' | 'library';
  /**
   * The workflow file, its folder, or the workflow's name. Default: the workspace's only one.
   */
  workflow?: string;
  /**
   * The codegen task. Default: the workflow's only one.
   */
  task?: string;
}
