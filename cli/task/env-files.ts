/** The `.env` files that Nx reads at its start, whatever it is asked to run. The first that sets a variable wins. */
export const ROOT_ENV_FILES: readonly string[] = ['.local.env', '.env.local', '.env'];

/** What decides which `.env` files belong to a task. */
export interface EnvFilesOf {
  /** Relative to the workspace's root; `.` for the root project. */
  readonly projectRoot: string;
  readonly target: string;
  readonly configuration: string | undefined;
  /** The target that an atomized one is a part of. */
  readonly nonAtomizedTarget?: string | undefined;
}

/**
 * The `.env` files of a task, relative to the workspace's root, in the order in which Nx reads them. The first that sets a
 * variable wins: the project's before the workspace's, the more specific before the more general.
 */
export function envFilesOf({ projectRoot, target, configuration, nonAtomizedTarget }: EnvFilesOf): string[] {
  const targets = [target, ...(nonAtomizedTarget ? [nonAtomizedTarget] : [])];
  const names = configuration
    ? [...targets.map((name) => `${name}.${configuration}`), configuration, ...targets]
    : targets;
  const files = [...names.flatMap(variantsOf), '.env.local', '.local.env', '.env'];
  return [...files.map((file) => (projectRoot ? `${projectRoot}/${file}` : file)), ...files];
}

function variantsOf(name: string): string[] {
  return [`.env.${name}.local`, `.env.${name}`, `.${name}.local.env`, `.${name}.env`];
}
