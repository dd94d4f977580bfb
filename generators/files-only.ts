import { statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { orRefuse, Refusal } from './refusal';

/**
 * The same tree, but what lies in place of a file and is neither a file nor a folder is refused where it is read or
 * written: Nx would wait for a named pipe, now or when it puts the changes on disk.
 */
export function filesOnly(tree: Tree): Tree {
  const read = (path: string, encoding?: BufferEncoding): Buffer | string | null => {
    orRefuse(check(tree, path));
    return encoding === undefined ? tree.read(path) : tree.read(path, encoding);
  };
  const write: Tree['write'] = (path, content, options) => {
    orRefuse(check(tree, path));
    tree.write(path, content, options);
  };
  // All else is asked of the tree itself, with what it knows of its changes.
  return Object.assign(Object.create(tree) as Tree, { read, write });
}

function check(tree: Tree, path: string): Refusal | undefined {
  const stat = statOrNothing(join(tree.root, path));
  if (!stat || stat.isFile() || stat.isDirectory()) return undefined;
  const kind = stat.isFIFO() ? 'a named pipe' : stat.isSocket() ? 'a socket' : 'a device';
  return new Refusal(`${path} is ${kind}, not a file`, 'put a file in its place, or remove it');
}

function statOrNothing(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined; // Nothing there, or nothing that can be reached.
  }
}
