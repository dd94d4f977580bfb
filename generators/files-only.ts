import { statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { orRefuse, Refusal } from './refusal';

/**
 * The same tree, but reads and writes of pipes, sockets and devices are refused: Nx would block on a named pipe, now or
 * when it writes the changes to disk.
 */
export function filesOnly(tree: Tree): Tree {
  const read = (path: string, encoding?: BufferEncoding): Buffer | string | null => {
    orRefuse(checkFile(tree, path));
    return encoding === undefined ? tree.read(path) : tree.read(path, encoding);
  };
  const write: Tree['write'] = (path, content, options) => {
    orRefuse(checkFile(tree, path));
    tree.write(path, content, options);
  };
  // All other methods are those of the tree, including its pending changes.
  return Object.assign(Object.create(tree) as Tree, { read, write });
}

function checkFile(tree: Tree, path: string): Refusal | undefined {
  const stat = statOrNothing(join(tree.root, path));
  if (!stat || stat.isFile() || stat.isDirectory()) return undefined;
  const kind = stat.isFIFO() ? 'a named pipe' : stat.isSocket() ? 'a socket' : 'a device';
  return new Refusal(`${path} is ${kind}, not a file`, 'put a file in its place, or remove it');
}

function statOrNothing(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined; // Missing, or not accessible.
  }
}
