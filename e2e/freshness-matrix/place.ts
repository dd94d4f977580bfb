export type Json = Readonly<Record<string, unknown>>;

export interface Locked {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Other bytes under the same version. */
  readonly integrity?: string;
}

/** The project of one row, for edits. Paths are relative to it, or to the workspace if they begin with a slash. */
export interface Place {
  write(path: string, content: string | Json): void;
  read(path: string): string;
  /** Replaces a text that the file must contain. */
  replace(path: string, from: string, to: string): void;
  remove(path: string): void;
  rename(from: string, to: string): void;
  git(...args: readonly string[]): void;
  /** Changes options in the workflow file; undefined removes one. */
  options(changes: Json): void;
  /** Adds the lines to `inputs` that the run before the edit suggested. */
  addNamedInputs(): void;
  /** Changes the entry of a package in the lock file. */
  lock(packages: Readonly<Record<string, Locked>>): void;
}
