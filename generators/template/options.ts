// Made from generators/template/schema.json by `npm run schema-types`; do not edit.

/**
 * Add a template to a code generation task, with the entry of `emit` that uses it.
 */
export interface TemplateOptions {
  /**
   * The template's name; it may have folders.
   */
  name: string;
  /**
   * The file to write, relative to outputDir; a Handlebars text. Default: named after pattern and template.
   */
  to?: string;
  /**
   * One file for each pattern, for each spec, or for all patterns.
   */
  each?: 'pattern' | 'source' | 'library';
  /**
   * The workflow: its file, folder or name. Default: the only one.
   */
  workflow?: string;
  /**
   * The codegen task. Default: the only one.
   */
  task?: string;
}
