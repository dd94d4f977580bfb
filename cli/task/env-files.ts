/** The `.env` files that Nx reads at startup. The first that sets a variable wins. */
export const ROOT_ENV_FILES: readonly string[] = ['.local.env', '.env.local', '.env'];

/** The properties of a task that determine its `.env` files. */
export interface EnvFilesOf {
  /** Relative to the workspace root; `.` for the root project. */
  readonly projectRoot: string;
  readonly target: string;
  readonly configuration: string | undefined;
  /** The target that an atomized target was split from. */
  readonly nonAtomizedTarget?: string | undefined;
}

/**
 * The `.env` files of a task, relative to the workspace root, in the order in which Nx reads them. The first that sets a
 * variable wins: project before workspace, specific before general.
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
