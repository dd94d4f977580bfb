export type Json = Readonly<Record<string, unknown>>;

export interface Locked {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Of other bytes under the same version. */
  readonly integrity?: string;
}

/** The project of one row: what an edit works on. Paths are relative to it, or to the workspace after a slash. */
export interface Place {
  write(path: string, content: string | Json): void;
  read(path: string): string;
  /** Replaces a part of a file that must be there. */
  replace(path: string, from: string, to: string): void;
  remove(path: string): void;
  rename(from: string, to: string): void;
  git(...args: readonly string[]): void;
  /** Changes options in the workflow file; undefined takes one away. */
  options(changes: Json): void;
  /** Adds the lines to `inputs` that the run before the edit named. */
  addNamedInputs(): void;
  /** Changes what the lock file says of a package. */
  lock(packages: Readonly<Record<string, Locked>>): void;
}
