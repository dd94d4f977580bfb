import { readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * Tells which packages a target may name under `externalDependencies`. Nx takes external packages
 * from the lock file and fails every command on a name that it does not find there, so a package
 * counts only if it is both installed at the top of node_modules (a link is not) and locked.
 */
export function installedPackages(workspaceRoot: string): (name: string) => boolean {
  let isLocked: ((name: string) => boolean) | undefined;
  const known = new Map<string, boolean>();
  return (name) => {
    let installed = known.get(name);
    if (installed === undefined) {
      installed = isInNodeModules(workspaceRoot, name) && (isLocked ??= readLock(workspaceRoot))(name);
      known.set(name, installed);
    }
    return installed;
  };
}

/** A real path elsewhere is a link, whose content may change without the lock file knowing. */
function isInNodeModules(workspaceRoot: string, name: string): boolean {
  try {
    const modules = realpathSync(join(workspaceRoot, 'node_modules'));
    return realpathSync(join(modules, name, 'package.json')).startsWith(modules + sep);
  } catch {
    return false;
  }
}

function readLock(workspaceRoot: string): (name: string) => boolean {
  const npm = readText(workspaceRoot, 'package-lock.json');
  if (npm !== undefined) return (name) => npm.includes(`"node_modules/${name}"`);
  const others = ['yarn.lock', 'pnpm-lock.yaml', 'bun.lock'].flatMap((file) => readText(workspaceRoot, file) ?? []);
  if (others.length > 0) {
    return (name) =>
      others.some((text) => [`${name}@`, `${name}:`, `"${name}"`, `'${name}'`].some((key) => text.includes(key)));
  }
  // Bun's older lock file is binary; a name is in it as text.
  const bun = readText(workspaceRoot, 'bun.lockb');
  return (name) => bun?.includes(name) ?? false;
}

function readText(workspaceRoot: string, file: string): string | undefined {
  try {
    return readFileSync(join(workspaceRoot, file), 'utf8');
  } catch {
    return undefined;
  }
}
