import { realpathSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { LOCK_FILES } from '../modules/lock-files';
import { readRegularText } from '../state/regular-file';
import { textOrNothing } from '../state/text-or-nothing';
import type { PackageInput } from './facts';

/**
 * Tells how a target can be hashed by an installed package.
 *
 * Nx takes external packages from the lock file and fails every command on a name under `externalDependencies` that it
 * does not find there, so a package counts only if it is both installed in a node_modules of the workspace (a link is
 * not) and locked. Of several versions the name alone means the one at the top of node_modules, and what Nx calls the
 * others depends on the package manager and on what is installed just now. A package of a version other than the top's
 * counts by the lock file as a whole: that never fails, and misses no change.
 */
export function packageInputs(workspaceRoot: string): (name: string, from?: string) => PackageInput | undefined {
  const found = new Map<string, PackageInput | undefined>();
  let lock: Lock | undefined;
  return (name, from = '.') => {
    const key = `${name}\n${from}`;
    if (found.has(key)) return found.get(key);
    const input = inputOf(name, from, workspaceRoot, () => (lock ??= readLock(workspaceRoot)));
    found.set(key, input);
    return input;
  };
}

interface Lock {
  readonly file: string;
  has(name: string): boolean;
}

function inputOf(name: string, from: string, root: string, lock: () => Lock): PackageInput | undefined {
  const installed = findInstalled(name, from, root);
  if (!installed || !lock().has(name)) return undefined;
  const top = installed.folder === '.' ? installed : findInstalled(name, '.', root);
  return top && top.version !== installed.version ? { lockFile: lock().file } : { name };
}

/** The package that a file in a folder gets, as Node looks for it. A real path elsewhere is a link: it counts as none. */
function findInstalled(name: string, from: string, root: string): { folder: string; version: unknown } | undefined {
  for (let folder = from; ; folder = posix.dirname(folder)) {
    const manifest = realOrUndefined(join(root, folder, 'node_modules', name, 'package.json'));
    if (manifest !== undefined) {
      // A package manager may keep all packages in the top one; and that may be a link as a whole.
      const modules = [join(root, folder, 'node_modules'), join(root, 'node_modules')].map(realOrUndefined);
      const isOurs = modules.some((real) => real !== undefined && manifest.startsWith(real + sep));
      return isOurs ? { folder, version: versionIn(manifest) } : undefined;
    }
    if (folder === posix.dirname(folder)) return undefined;
  }
}

function versionIn(manifest: string): unknown {
  try {
    return (JSON.parse(readRegularText(manifest)) as { version?: unknown }).version;
  } catch {
    return undefined;
  }
}

function realOrUndefined(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** The lock file that Nx reads, where there are several. Bun's older one is binary; a name is in it as text. */
function readLock(workspaceRoot: string): Lock {
  for (const file of LOCK_FILES) {
    const text = textOrNothing(join(workspaceRoot, file));
    if (text === undefined) continue;
    const keys = (name: string): string[] => {
      if (file === 'package-lock.json') return [`node_modules/${name}"`];
      return file === 'bun.lockb' ? [name] : [`${name}@`, `${name}:`, `"${name}"`, `'${name}'`];
    };
    const has = (name: string): boolean => keys(name).some((key) => text.includes(key));
    return { file, has: (name) => has(name) && !(file === 'bun.lock' && isNoPackageToNx(text, name)) };
  }
  return { file: 'package-lock.json', has: () => false };
}

/** Nx leaves out what a package.json asks for by a path (`nx/dist/src/plugins/js/lock-file/bun-parser.js`). */
function isNoPackageToNx(bunLock: string, name: string): boolean {
  return ['file:', 'workspace:'].some((protocol) => bunLock.includes(`"${name}": "${protocol}`));
}
