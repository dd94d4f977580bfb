import { basename, dirname, resolve, sep } from 'node:path';
import { pathArgument } from '../../engine/user-code/path-argument';

/**
 * The line for an accessed path: `r app/a.json`, or for a file in a package only the package, `r node_modules/yaml`.
 * Undefined for a path below none of the roots, for a value that is not a path, for the files that do the tracing, and
 * for an existence check of a package.json, which Node does in each folder above a module.
 */
export function noteOf(kind: 'r' | 'p', path: unknown, roots: readonly string[]): string | undefined {
  const text = pathArgument(path);
  if (text === undefined) return undefined;
  const absolute = resolve(text);
  if (dirname(absolute) === __dirname && basename(absolute).startsWith('trace')) return undefined;
  if (kind === 'p' && basename(absolute) === 'package.json') return undefined;
  const root = roots.find((one) => absolute.startsWith(one + sep));
  if (root === undefined) return undefined;
  const relative = absolute.slice(root.length + 1).replaceAll(sep, '/');
  if (relative.includes('\n')) return undefined;
  const inPackage = /(?:^|.*\/)node_modules\/((?:@[^/]+\/)?[^/@.][^/]*)\/./.exec(relative);
  if (inPackage) return kind === 'r' ? `r node_modules/${inPackage[1] ?? ''}` : undefined;
  return relative.split('/').includes('node_modules') ? undefined : `${kind} ${relative}`;
}

export function isPackage(line: string): boolean {
  return line.startsWith('r node_modules/');
}

/** Files that Nx and Node access whatever the task does. */
const LOOK_UP = /^[rp] (?:.*\/)?(?:package\.json|\.gitignore|\.nxignore|\.git\/info\/exclude)$/;
const NX = /node_modules[\\/](?:nx|@nx)[\\/]/;
/** Files of this package, wherever it is installed. */
const OWN = /[\\/]dist[\\/](?:engine|executors|modules|plugin|state)[\\/]/;

/**
 * True if a call is made by the task. Nx itself reads project files in the process of an executor, so calls from Nx
 * alone do not count, nor do calls by which an executor of this package finds out how Node resolves modules and what git
 * ignores.
 *
 * @param line the line of {@link noteOf} for the path
 */
export function isTraced(stack: unknown, line = ''): boolean {
  if (typeof stack !== 'string') return true;
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line) && !/\(?node:|hermetic[\\/]trace/.test(line));
  const files = frames.filter((line) => !/at <anonymous>$|\(<anonymous>\)$/.test(line));
  const isOwnLookUp = LOOK_UP.test(line);
  return files.length === 0 || !files.every((frame) => NX.test(frame) || (isOwnLookUp && OWN.test(frame)));
}
