import { existsSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { realOrSame } from '../state/real-path';
import { isInside, toPosix } from './paths';

const PACKAGE_PATH = /^package:((?:@[^/\\@]+\/)?[^/\\@.][^/\\@]*)\/(.+)$/s;

/** `package:NAME/PATH`: a path or glob inside an installed package. */
export interface PackagePath {
  readonly name: string;
  readonly path: string;
}

/** True if a text has the prefix `package:`. */
export function isPackagePath(text: string): boolean {
  return text.startsWith('package:');
}

/** Undefined if the text has another form, or the path leads out of the package. */
export function parsePackagePath(text: string): PackagePath | undefined {
  const [, name, rest] = PACKAGE_PATH.exec(text.replaceAll('\\', '/')) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  const path = posix.normalize(rest).replace(/\/$/, '');
  return path === '.' || path === '..' || /^(?:\.\.\/|\/)/.test(path) ? undefined : { name, path };
}

/**
 * The folder of the package that code in the folder `from` imports by a name, in a node_modules of the workspace; for a
 * linked workspace package, its own folder.
 *
 * @param from relative to the workspace root, like the result; `.` for the root
 */
export function packageFolder(workspaceRoot: string, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = posix.dirname(folder)) {
    const found = posix.join(folder, 'node_modules', name);
    if (existsSync(join(workspaceRoot, found, 'package.json'))) return ownFolder(workspaceRoot, found) ?? found;
    if (folder === posix.dirname(folder)) return undefined;
  }
}

/** True if a path is in a node_modules folder. */
export function isInstalled(path: string): boolean {
  return path.split('/').includes('node_modules');
}

/** The target of a link to a folder of the workspace outside node_modules. */
function ownFolder(workspaceRoot: string, folder: string): string | undefined {
  const root = realOrSame(workspaceRoot);
  const real = realOrSame(join(workspaceRoot, folder));
  if (!isInside(root, real) || relative(root, real).split(sep).includes('node_modules')) return undefined;
  return toPosix(relative(root, real)) || '.';
}
