import type { TaskFields } from '../workflow-file/read';

/** The result of converting the scripts or targets of one project. */
export interface Conversion {
  /** By task name, in the order of the scripts or targets. */
  readonly tasks: ReadonlyMap<string, TaskFields>;
  /** The converted scripts or targets, by their old names. */
  readonly converted: readonly string[];
  /** Notes for the user about everything that was changed or not converted, with the reason. */
  readonly notes: readonly string[];
}

/** Facts about the workspace that a conversion depends on. */
export interface ConversionContext {
  /** `targetDefaults` of nx.json. */
  readonly targetDefaults: Readonly<Record<string, unknown>>;
  /** The name of the target that runs a whole workflow. */
  readonly umbrella: string;
  /** The properties that a task may have. */
  readonly properties: ReadonlySet<string>;
  /** The command that runs a script: `npm run`, `pnpm run`. */
  readonly runScript: string;
}
