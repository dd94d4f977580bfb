import Module from 'node:module';

/**
 * The conditions by which this Node resolves `exports` and `imports` of a package.json, besides "default". User conditions
 * (`--conditions`, `-C`) apply to all processes if they are in `NODE_OPTIONS`.
 */
export function nodeConditions(kind: 'import' | 'require'): ReadonlySet<string> {
  const requiresEsm = (process.features as { readonly require_module?: boolean }).require_module === true;
  return new Set(['node', kind, 'node-addons', ...(requiresEsm ? ['module-sync'] : []), ...ownConditions()]);
}

/** Folders outside the workspace in which Node looks for packages: `$NODE_PATH` and the like. */
export function globalFolders(): readonly string[] {
  return (Module as unknown as { globalPaths?: readonly string[] }).globalPaths ?? [];
}

/** Everything except files that affects module resolution: Node's version and options. */
export function resolutionSettings(): readonly string[] {
  const flags = nodeOptions().match(/--(?:no-)?(?:experimental-)?require-module/g) ?? [];
  return [process.version, ...flags, ...ownConditions(), '', ...globalFolders()];
}

function ownConditions(): string[] {
  const found = nodeOptions().matchAll(/(?:^|\s)(?:-C|--conditions)(?:=|\s+)["']?([^\s"']+)/g);
  return [...found].map(([, name]) => name!);
}

function nodeOptions(): string {
  return [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].join(' ');
}
