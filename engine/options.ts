// Made from executors/codegen/schema.json by `npm run schema-types`; do not edit.

/**
 * Generate source files from pattern specs and templates, and compile them, redoing only what changed.
 */
export interface CodegenOptions {
  /**
   * Globs of specs: JSON, YAML or TOML. Each file is a pattern, or each document of a YAML file.
   *
   * @minItems 1
   */
  patterns: [string, ...string[]];
  /**
   * A JSON Pointer into each spec: each member there is a pattern. `""` is the whole spec.
   */
  items?: string;
  /**
   * A module that reads specs of any format: `({ path, name, text, bytes }, { read }) => data`. Each entry of a `Map` or a list is a pattern.
   */
  load?: string;
  /**
   * A JSON Schema for each pattern as it was loaded.
   */
  schema?: string;
  /**
   * A JSON Schema for the data that templates get, if `prepare` changes it.
   */
  dataSchema?: string;
  /**
   * Globs of templates: Handlebars, or modules `(data, { path, name, key, source, patterns, partial }) => text`.
   *
   * @minItems 1
   */
  templates: [string, ...string[]];
  /**
   * Globs of partials. A partial's name is its path below the glob's fixed part, without the extension.
   */
  partials?: string[];
  /**
   * `basename`: partials can also be called by the names of their files.
   */
  partialNames?: 'path' | 'basename';
  /**
   * A module whose default export maps names to functions `(…values, options)`.
   */
  helpers?: string;
  /**
   * All built-in helpers, none, or those of a list.
   */
  builtinHelpers?:
    | boolean
    | (
        | 'camelCase'
        | 'pascalCase'
        | 'kebabCase'
        | 'snakeCase'
        | 'constantCase'
        | 'json'
        | 'eq'
        | 'join'
        | 'indent'
        | 'partial'
      )[];
  /**
   * A module that turns a pattern into template data: `(pattern, { path, name, key, read }) => data`. Its export `library`, `(list, [{ path, name }]) => data`, does so for library files.
   */
  prepare?: string;
  /**
   * The files to generate.
   *
   * @minItems 1
   */
  emit: [
    {
      /**
       * The template's path, or its name: the path below the glob's fixed part.
       */
      template?: string;
      /**
       * The file to write below outputDir: a Handlebars text over the same data. With `copy`, a folder.
       */
      to: string;
      /**
       * One file for each pattern, for each spec, or for all patterns.
       */
      each?: 'pattern' | 'source' | 'library';
      /**
       * An expression as in `{{#if …}}`. If it is false or empty, there is no file.
       */
      when?: string;
      /**
       * Instead of a template: globs of files to copy below `to`.
       *
       * @minItems 1
       */
      copy?: [string, ...string[]];
    },
    ...{
      /**
       * The template's path, or its name: the path below the glob's fixed part.
       */
      template?: string;
      /**
       * The file to write below outputDir: a Handlebars text over the same data. With `copy`, a folder.
       */
      to: string;
      /**
       * One file for each pattern, for each spec, or for all patterns.
       */
      each?: 'pattern' | 'source' | 'library';
      /**
       * An expression as in `{{#if …}}`. If it is false or empty, there is no file.
       */
      when?: string;
      /**
       * Instead of a template: globs of files to copy below `to`.
       *
       * @minItems 1
       */
      copy?: [string, ...string[]];
    }[],
  ];
  /**
   * The folder for generated files. Any other file in it is an error: Nx would delete it on a cache hit.
   */
  outputDir: string;
  /**
   * Formats generated files: `prettier`, `biome`, or a module `(text, { path }) => text`.
   */
  format?: string | FormatOptions;
  /**
   * Compilers to run over the generated files; results go beside them.
   */
  compile?: (TypeScriptCompiler | CommandCompiler)[];
  /**
   * Threads that render. `auto`: several if that is faster.
   */
  workers?: number | 'auto';
  /**
   * Switches. They change speed, never a byte of the output.
   */
  optimizations?: {
    /**
     * Keep precompiled templates between runs.
     */
    templateCache?: boolean;
    /**
     * Render in several threads if that is faster.
     */
    parallelGeneration?: boolean;
    /**
     * Render and compile only stale files.
     */
    incrementalCompilation?: boolean;
  };
  /**
   * `stop`: write nothing after a failure. `continue`: write what succeeded.
   */
  onError?: 'stop' | 'continue';
  /**
   * Escape values for HTML.
   */
  escape?: boolean;
  /**
   * What a missing field shows: nothing, or an error. In conditions and arguments, fields may be missing.
   */
  missingFields?: 'empty' | 'error';
  /**
   * Print one line per file.
   */
  verbose?: boolean;
  /**
   * Identity of a linked nx-workflow, set by the plugin so that Nx's cache notices a new build. Not for use by hand.
   */
  implementation?: string;
}
/**
 * A formatter for some of the files.
 */
export interface FormatOptions {
  /**
   * `prettier`, `biome`, or the path of a module.
   */
  formatter: string;
  /**
   * Globs of the generated files to format, relative to outputDir.
   *
   * @minItems 1
   */
  include?: [string, ...string[]];
}
/**
 * TypeScript to JavaScript, declarations and source maps, file by file.
 */
export interface TypeScriptCompiler {
  compiler: 'typescript';
  /**
   * `oxc` (oxc-transform) is fast; exports need explicit types. `typescript` must be below version 7.
   */
  transformer?: 'oxc' | 'typescript';
  /**
   * Globs of files below outputDir.
   */
  include?: string[];
  /**
   * Options of the target `<task>-typecheck`, or `false` for no such target.
   */
  typecheck?:
    | boolean
    | {
        /**
         * A tsconfig.json with compiler options. Default: strict, nodenext, es2022, no global types.
         */
        tsconfig?: string;
        /**
         * More inputs, as in any Nx target: files that the generated code imports.
         */
        inputs?: (
          | string
          | {
              [k: string]: unknown | undefined;
            }
        )[];
      };
}
/**
 * A command, run once for each changed file.
 */
export interface CommandCompiler {
  compiler: 'command';
  /**
   * Globs of files below outputDir.
   *
   * @minItems 1
   */
  include: [string, ...string[]];
  /**
   * Program and arguments, run without a shell from the workspace's root. Tokens: `{input}`, `{output}`, `{depfile}`.
   *
   * @minItems 1
   */
  command: [string, ...string[]];
  /**
   * The extension of the output.
   */
  extension: string;
  /**
   * Further files that the command writes: `{output}`, or `{stem}` (without `extension`), with a suffix.
   */
  outputs?: string[];
  /**
   * The command writes the files that it read to `{depfile}`, as a Makefile rule. Without it, a change of any other input compiles all files again.
   */
  depfile?: boolean;
  /**
   * Seconds for one file. Then the command is ended and fails.
   */
  timeout?: number;
}
