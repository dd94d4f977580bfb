import { sep } from 'node:path';

export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

export function toPosix(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}
