import type { TaskFields } from '../workflow-file/read';

/** What becomes of the scripts or targets of one project. */
export interface Conversion {
  /** By task name, in the order of what they are made from. */
  readonly tasks: ReadonlyMap<string, TaskFields>;
  /** The scripts or targets that are tasks now, by their old names. */
  readonly converted: readonly string[];
  /** Everything that did not become a task of its own as it stood, with the reason. Shown to the user. */
  readonly notes: readonly string[];
}

/** What a conversion knows of the workspace. */
export interface Surroundings {
  /** `targetDefaults` of nx.json. */
  readonly targetDefaults: Readonly<Record<string, unknown>>;
  /** The name of the target that runs a whole workflow. */
  readonly umbrella: string;
  /** The properties that a task may have. */
  readonly properties: ReadonlySet<string>;
  /** How a script is run as a whole: `npm run`, `pnpm run`. */
  readonly runScript: string;
}
