import type { Settings } from '../settings';

/** The codegen target whose files are checked. */
export interface CheckedTarget {
  /** `project:target`. */
  readonly id: string;
  readonly settings: Settings;
  /** Relative to the workspace. */
  readonly tsconfig: string | undefined;
  /** Whether a generated file (relative to the output folder) goes through a TypeScript compiler that asks for it. */
  readonly isChecked: (path: string) => boolean;
}
