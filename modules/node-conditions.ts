/**
 * The conditions under which this Node chooses among the `exports` and `imports` of a package.json; "default" holds
 * always. Conditions of the user's (`--conditions`, `-C`) hold for all processes when they come by `NODE_OPTIONS`.
 */
export function nodeConditions(kind: 'import' | 'require'): ReadonlySet<string> {
  const requiresEsm = (process.features as { readonly require_module?: boolean }).require_module === true;
  const options = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].join(' ');
  const own = [...options.matchAll(/(?:^|\s)(?:-C|--conditions)(?:=|\s+)["']?([^\s"']+)/g)].map(([, name]) => name!);
  return new Set(['node', kind, 'node-addons', ...(requiresEsm ? ['module-sync'] : []), ...own]);
}
