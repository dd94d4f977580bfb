// Made from executors/codegen/schema.json by `npm run schema-types`; do not edit.

/**
 * Generate source files from pattern specs and templates, and compile them, redoing only what changed.
 */
export interface CodegenOptions {
  /**
   * Globs of spec files (JSON, YAML or TOML), relative to the workspace's root; `*` leaves out names that begin with a dot. Each file found is one pattern, and of a YAML file each document.
   *
   * @minItems 1
   */
  patterns: [string, ...string[]];
  /**
   * A JSON Pointer into each of these files: every member of the object or list there is a pattern of its own. `""` stands for the whole file. Templates see its key as `@key` and `@name`, and all of the document as `@source`.
   */
  items?: string;
  /**
   * A module that reads the source files, whatever their format: its default export `(source, { read }) => data` gets `{ path, name, text, bytes }`. What it gives is the document; without `items`, each member of a list and each entry of a `Map` is a pattern of its own, and an empty result is none. It is code: it runs.
   */
  load?: string;
  /**
   * A JSON Schema that every spec must satisfy.
   */
  schema?: string;
  /**
   * A JSON Schema that the data of every pattern must satisfy as templates get it, where `prepare` changes it. Templates are checked against it before anything is rendered; without it and without `prepare`, against `schema`.
   */
  dataSchema?: string;
  /**
   * Globs of templates that `emit` may name: texts for Handlebars, or modules in JavaScript or TypeScript whose default export is `(data, { path, name, key, source, patterns, partial }) => text`. A module is code: it runs. `package:NAME/PATH` names files of an installed package.
   *
   * @minItems 1
   */
  templates: [string, ...string[]];
  /**
   * Globs of partials: texts for Handlebars, or modules as in `templates`. A partial's name is its path below the glob's fixed part, without `.hbs` or the ending of a module, or without any extension.
   */
  partials?: string[];
  /**
   * `path`: a partial's name is its path. `basename`: the name of its file alone will do, too, where one partial has it.
   */
  partialNames?: 'path' | 'basename';
  /**
   * A module whose default export maps names to Handlebars helpers. It is code: it runs.
   */
  helpers?: string;
  /**
   * The built-in helpers that templates have beside Handlebars' own: all (`true`), none (`false`), or those of a list. Leave out what your templates have a helper of their own for.
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
   * A module whose default export turns one spec into template data: `(spec, { path, name, key, read }) => data`. Its export `library`, `(data of all, [{ path, name }]) => data`, may turn them into data of its own for library emits. It is code: it runs.
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
       * The template: its name (the path below its glob's fixed part, with or without extension) or its path.
       */
      template?: string;
      /**
       * The file to write, relative to outputDir; itself a Handlebars string over the same data. With `copy`, a folder, as it is written; `.` is outputDir itself.
       */
      to: string;
      /**
       * `pattern`: one file per pattern. `source`: one file from all patterns of a source file. `library`: one file from all patterns.
       */
      each?: 'pattern' | 'source' | 'library';
      /**
       * A Handlebars expression over the same data, as in `{{#if …}}`: where it is false or empty, there is no file.
       */
      when?: string;
      /**
       * In place of a template: globs of files that are taken over byte for byte, each to its path below the glob's fixed part, under `to`.
       *
       * @minItems 1
       */
      copy?: [string, ...string[]];
    },
    ...{
      /**
       * The template: its name (the path below its glob's fixed part, with or without extension) or its path.
       */
      template?: string;
      /**
       * The file to write, relative to outputDir; itself a Handlebars string over the same data. With `copy`, a folder, as it is written; `.` is outputDir itself.
       */
      to: string;
      /**
       * `pattern`: one file per pattern. `source`: one file from all patterns of a source file. `library`: one file from all patterns.
       */
      each?: 'pattern' | 'source' | 'library';
      /**
       * A Handlebars expression over the same data, as in `{{#if …}}`: where it is false or empty, there is no file.
       */
      when?: string;
      /**
       * In place of a template: globs of files that are taken over byte for byte, each to its path below the glob's fixed part, under `to`.
       *
       * @minItems 1
       */
      copy?: [string, ...string[]];
    }[],
  ];
  /**
   * The directory for sources, compiled files and the manifest. It belongs to this target alone: another file in it is an error, because Nx would delete it on a cache hit.
   */
  outputDir: string;
  /**
   * Formats each generated file before it is compiled and written: `prettier`, `biome`, or a module whose default export is `(text, { path }) => text`. Formatter and configuration are those of the workspace. A file of a kind that the formatter does not know is left as it is.
   */
  format?: string | FormatOptions;
  /**
   * Compilers to run over the generated files.
   */
  compile?: (TypeScriptCompiler | CommandCompiler)[];
  /**
   * Threads that render, the main one included: a number, or `auto` (one thread while that is faster). NX_WORKFLOW_WORKERS overrides it.
   */
  workers?: number | 'auto';
  /**
   * Each can be turned off alone. They change speed, never a byte of the output.
   */
  optimizations?: {
    /**
     * Keep precompiled templates between runs.
     */
    templateCache?: boolean;
    /**
     * Render in several threads where that is faster.
     */
    parallelGeneration?: boolean;
    /**
     * Render and compile only what changed since the manifest was written.
     */
    incrementalCompilation?: boolean;
  };
  /**
   * `stop` at the first failure and write nothing, or `continue`: collect all failures and keep what succeeded.
   */
  onError?: 'stop' | 'continue';
  /**
   * Escape values for HTML. Off: the output is code.
   */
  escape?: boolean;
  /**
   * What a template gives for a field that the data has not, as `{{titel}}`: nothing (`empty`), or an error with its place (`error`). Fields in a condition or in an argument are only asked for, and may be missing.
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
   * `oxc` (the package oxc-transform): fast; exports need explicit types. `typescript`: TypeScript's own API, below version 7.
   */
  transformer?: 'oxc' | 'typescript';
  /**
   * Globs of the generated files to compile, relative to outputDir.
   */
  include?: string[];
  /**
   * The target `<task>-typecheck` that the plugin makes for the types of these files: `false` for none, or how it checks.
   */
  typecheck?:
    | boolean
    | {
        /**
         * A tsconfig.json whose compiler options apply. Default: strict, nodenext, es2022, no global types but the language's own.
         */
        tsconfig?: string;
        /**
         * More inputs of the check, as in any Nx target: files by hand that generated code imports.
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
   * Globs of the generated files to compile, relative to outputDir.
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
   * What replaces the file's own extension in the output's name.
   */
  extension: string;
  /**
   * Further files that the command writes beside `{output}`: each is `{output}`, or `{stem}` (the same without `extension`), and what follows it.
   */
  outputs?: string[];
  /**
   * The command writes a Makefile rule with all files that it read to `{depfile}`. Without it, a change of any file of the target's inputs that no other option names compiles everything anew.
   */
  depfile?: boolean;
  /**
   * Seconds that the command may take for one file. Then it is ended, with all that it started, and has failed.
   */
  timeout?: number;
}
