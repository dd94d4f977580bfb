import Module from 'node:module';

/**
 * The conditions under which this Node chooses among the `exports` and `imports` of a package.json; "default" holds
 * always. Conditions of the user's (`--conditions`, `-C`) hold for all processes when they come by `NODE_OPTIONS`.
 */
export function nodeConditions(kind: 'import' | 'require'): ReadonlySet<string> {
  const requiresEsm = (process.features as { readonly require_module?: boolean }).require_module === true;
  return new Set(['node', kind, 'node-addons', ...(requiresEsm ? ['module-sync'] : []), ...ownConditions()]);
}

/** Folders outside of the workspace in which Node looks for packages: `$NODE_PATH` and the like. */
export function globalFolders(): readonly string[] {
  return (Module as unknown as { globalPaths?: readonly string[] }).globalPaths ?? [];
}

/** All that decides where an import leads, beside the files: which Node it is, and how it was started. */
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
