import { readdirSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { compareText } from '../diagnostics/diagnostic';
import { sha256OfParts } from '../state/hash';
import { readRegular, readRegularText } from '../state/regular-file';
import type { Implementation } from './facts';

/**
 * Finds out how this package is installed in a workspace.
 *
 * @param isInstalled true if Nx knows a package by its name
 * @param built the folder of the built files; given only in tests
 */
export function findImplementation(
  workspaceRoot: string,
  isInstalled: (name: string) => boolean,
  built: string = dirname(__dirname),
): Implementation {
  const real = realpathSync(built);
  const path = relative(realpathSync(workspaceRoot), real).split(sep);
  const isInside = path[0] !== '..' && !/^[a-zA-Z]:$/.test(path[0] ?? '');
  if (isInside && !path.includes('node_modules')) return { kind: 'workspace', dist: path.join('/') };
  if (isOwnPackage(workspaceRoot, dirname(real)) && isInstalled('nx-workflow')) return { kind: 'installed' };
  return { kind: 'linked', hash: hashScripts(real) };
}

/** True if the workspace's node_modules resolves to the package that is running. */
function isOwnPackage(workspaceRoot: string, packageFolder: string): boolean {
  try {
    return realpathSync(join(workspaceRoot, 'node_modules', 'nx-workflow')) === packageFolder;
  } catch {
    return false;
  }
}

/** A hash of all built files and of the versions of the dependencies that they resolve to. */
function hashScripts(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.split(sep).join('/'))
    .sort(compareText);
  const dependencies = Object.keys(readManifest(dirname(folder)).dependencies ?? {}).sort(compareText);
  return sha256OfParts([
    ...files.flatMap((file) => [file, readRegular(join(folder, file)).toString('latin1')]),
    ...dependencies.flatMap((name) => [name, versionFrom(folder, name)]),
  ]);
}

function versionFrom(folder: string, name: string): string {
  for (let at = folder; ; at = dirname(at)) {
    const { version } = readManifest(join(at, 'node_modules', name));
    if (version !== undefined || at === dirname(at)) return version ?? 'none';
  }
}

function readManifest(folder: string): { version?: string; dependencies?: Record<string, string> } {
  try {
    return JSON.parse(readRegularText(join(folder, 'package.json'))) as ReturnType<typeof readManifest>;
  } catch {
    return {};
  }
}
