import { lstatSync, readlinkSync, type Stats } from 'node:fs';

/** Size, both times in milliseconds since 1970, and inode. */
export type StatNumbers = readonly [size: number, mtime: number, ctime: number, inode: number];

/**
 * The result of a lookup, without following links: `file`, `folder`, `other`, `link` with its target, or `error` with
 * the system's code; null if nothing was there; the stat numbers of a file whose text was read.
 */
export type PathState = string | StatNumbers | null;

/** Lookups by absolute path. */
export type Lookups = ReadonlyMap<string, PathState>;

/** Looks up a path. A path through a file (`a.txt/b`), an error even with `throwIfNoEntry: false`, counts as missing. */
export function pathState(path: string): string | null {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat) return null;
    if (stat.isSymbolicLink()) return `link ${readlinkSync(path)}`;
    if (stat.isFile()) return 'file';
    return stat.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return code === 'ENOTDIR' || code === 'ENOENT' ? null : `error ${code}`;
  }
}

/** The target of a link as written; undefined for anything else. */
export function linkTarget(found: PathState): string | undefined {
  return typeof found === 'string' && found.startsWith('link ') ? found.slice('link '.length) : undefined;
}

export function numbersOf({ size, mtimeMs, ctimeMs, ino }: Stats): StatNumbers {
  return [size, mtimeMs, ctimeMs, ino];
}
