import {
  type Stats,
  constants,
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { readNxJson } from '../workspace';
import { linkPackages, type CloneOf } from './link-packages';

/** Left out of a clone with everything: the history, and what is only kept to be fast. */
const LEFT_OUT = new Set(['node_modules', '.git', '.nx']);

/**
 * Makes a copy of a workspace that holds the given files and nothing else, and its packages as links.
 *
 * @param files relative to the workspace; those that are not there are left out
 */
export function cloneFiles(of: CloneOf, files: readonly string[]): void {
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

/** The same with all files but the given ones. */
export function cloneAllBut(of: CloneOf, without: ReadonlySet<string>): void {
  const { workspaceRoot, clone } = of;
  cpSync(workspaceRoot, clone, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (from) => {
      const path = from.slice(workspaceRoot.length + 1).split(sep);
      return !LEFT_OUT.has(path.at(-1) ?? '') && !without.has(path.join('/')) && isCopied(lstatSync(from));
    },
  });
  finishClone(of);
}

/** Pipes, sockets and devices cannot be, and Nx hashes none. */
function isCopied(stat: Stats): boolean {
  return stat.isFile() || stat.isDirectory() || stat.isSymbolicLink();
}

function finishClone(of: CloneOf): void {
  mkdirSync(of.clone, { recursive: true });
  linkPackages(of);
  // The graph is made already. A plugin of the workspace's own could not be loaded here.
  const { plugins: _plugins, ...nxJson } = readNxJson(of.workspaceRoot);
  writeFileSync(join(of.clone, 'nx.json'), JSON.stringify(nxJson, null, 2));
}
