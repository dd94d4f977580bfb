// Made from executors/typecheck/schema.json by `npm run schema-types`; do not edit.

/**
 * Check the types of all TypeScript that a codegen target generates, incrementally. Errors name the line of the template and the spec that made the code.
 */
export interface TypecheckOptions {
  /**
   * The codegen target of the same project.
   */
  codegen: string;
  /**
   * A tsconfig.json with compiler options. Default: strict, nodenext, es2022, no global types.
   */
  tsconfig?: string;
  /**
   * Identity of a linked nx-workflow, set by the plugin so that Nx's cache notices a new build. Not for use by hand.
   */
  implementation?: string;
}
