import {
  type Stats,
  constants,
  copyFileSync,
  existsSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { readNxJson } from '../workspace';
import { linkPackages, type CloneOptions } from './link-packages';

/** Folders that even a clone of everything omits: git's history, packages (which are linked) and Nx's caches. */
const NOT_COPIED = new Set(['node_modules', '.git', '.nx']);

/**
 * Copies the given files of a workspace, and links its packages.
 *
 * @param files relative to the workspace; missing files are skipped
 */
export function cloneFiles(of: CloneOptions, files: readonly string[]): void {
  const { workspaceRoot, clone } = of;
  for (const file of files) {
    const from = join(workspaceRoot, file);
    const stat = lstatSync(from, { throwIfNoEntry: false });
    if (stat === undefined || stat.isDirectory() || !isCopied(stat)) continue;
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from), join(clone, file));
    else copyFileSync(from, join(clone, file), constants.COPYFILE_FICLONE);
  }
  finishClone(of);
}

/** Copies all files except the given ones. */
export function cloneAllExcept(of: CloneOptions, without: ReadonlySet<string>): void {
  const { workspaceRoot, clone } = of;
  cpSync(workspaceRoot, clone, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (from) => {
      const path = from.slice(workspaceRoot.length + 1).split(sep);
      return !NOT_COPIED.has(path.at(-1) ?? '') && !without.has(path.join('/')) && isCopied(lstatSync(from));
    },
  });
  finishClone(of);
}

/** False for pipes, sockets and devices, which Nx does not hash. */
function isCopied(stat: Stats): boolean {
  return stat.isFile() || stat.isDirectory() || stat.isSymbolicLink();
}

function finishClone(of: CloneOptions): void {
  mkdirSync(of.clone, { recursive: true });
  // Every checkout has these folders, whatever the inputs of the task.
  for (const root of of.projectRoots)
    if (existsSync(join(of.workspaceRoot, root))) mkdirSync(join(of.clone, root), { recursive: true });
  linkPackages(of);
  // The project graph already exists, and local plugins could not be loaded here.
  const { plugins: _plugins, ...nxJson } = readNxJson(of.workspaceRoot);
  writeFileSync(join(of.clone, 'nx.json'), JSON.stringify(nxJson, null, 2));
}
