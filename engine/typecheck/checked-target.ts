import type { Settings } from '../settings';

/** The codegen target whose files are checked. */
export interface CheckedTarget {
  /** `project:target`. */
  readonly id: string;
  readonly settings: Settings;
  /** Path relative to the workspace; undefined: default compiler options. */
  readonly tsconfig: string | undefined;
  /**
   * True if a TypeScript compiler with type checks enabled compiles a generated file (relative to the output folder).
   */
  readonly isChecked: (path: string) => boolean;
}
