import type { ProjectGraph } from '@nx/devkit';
import type { Diagnostic } from '../../diagnostics/diagnostic';

/**
 * One error for all packages that a task loads without hashing them. Packages that others depend on are not listed,
 * because Nx hashes a package with its dependencies.
 */
export function undeclaredPackages(
  loaded: readonly string[],
  declared: ReadonlySet<string> | undefined,
  graph: ProjectGraph,
): Diagnostic[] {
  if (declared === undefined) return [];
  const known = new Set(Object.values(graph.externalNodes ?? {}).map(({ data }) => data.packageName));
  const missing = loaded.filter((name) => known.has(name) && !declared.has(name));
  const names: string[] = [];
  const implied = new Set<string>();
  // Packages with the most dependencies come first, so that a cycle of packages has one representative.
  const reach = new Map(missing.map((name) => [name, packagesBelow(name, graph)]));
  const size = (name: string): number => reach.get(name)?.size ?? 0;
  for (const name of [...missing].sort((a, b) => size(b) - size(a) || (a < b ? -1 : 1))) {
    if (implied.has(name)) continue;
    names.push(name);
    for (const below of reach.get(name) ?? []) implied.add(below);
  }
  if (names.length === 0) return [];
  const list = names.sort().map((name) => `"${name}"`);
  return [
    {
      severity: 'error',
      code: 'undeclared-package',
      message: `the task loads ${names.length === 1 ? 'a package that is' : 'packages that are'} not in its externalDependencies`,
      hint: `add to the inputs of the task: { "externalDependencies": [${list.join(', ')}] }`,
    },
  ];
}

function packagesBelow(name: string, { externalNodes = {}, dependencies }: ProjectGraph): Set<string> {
  const found = new Set<string>();
  const nodes = Object.values(externalNodes)
    .filter(({ data }) => data.packageName === name)
    .map((node) => node.name);
  const seen = new Set(nodes);
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    for (const { target } of dependencies[node] ?? []) {
      const below = externalNodes[target];
      if (below === undefined || seen.has(target)) continue;
      seen.add(target);
      nodes.push(target);
      found.add(below.data.packageName);
    }
  }
  return found;
}
