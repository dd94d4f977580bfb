import { realpathSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { LOCK_FILES } from '../modules/lock-files';
import { readRegularText } from '../state/regular-file';
import { textOrNothing } from '../state/text-or-nothing';
import type { PackageInput } from './facts';

/**
 * Finds the input by which Nx can hash an installed package.
 *
 * Nx takes external packages from the lock file and fails every command on a name in `externalDependencies` that is not
 * there. So a package is named only if it is both locked and installed in a node_modules of the workspace (not linked).
 * If there are several versions, the bare name means the one in the root node_modules; Nx's names for the others depend
 * on the package manager and on the current installation. For such a version the whole lock file is the input: that
 * never fails and misses no change.
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

/** The package that Node resolves for a file in a folder. A package whose real path is elsewhere is a link: undefined. */
function findInstalled(name: string, from: string, root: string): { folder: string; version: unknown } | undefined {
  for (let folder = from; ; folder = posix.dirname(folder)) {
    const manifest = realOrUndefined(join(root, folder, 'node_modules', name, 'package.json'));
    if (manifest !== undefined) {
      // A package manager may keep all packages in the root node_modules, which may itself be a link.
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

/** The lock file that Nx reads if there are several. `bun.lockb` is binary, but contains names as text. */
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

/** Nx skips dependencies with a path (`nx/dist/src/plugins/js/lock-file/bun-parser.js`). */
function isNoPackageToNx(bunLock: string, name: string): boolean {
  return ['file:', 'workspace:'].some((protocol) => bunLock.includes(`"${name}": "${protocol}`));
}
