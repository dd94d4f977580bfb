import { realpathSync } from 'node:fs';

/**
 * Where a path leads through all links. Throws where it leads nowhere. Linux itself tells sooner than a look at each
 * folder on the way; other systems would also change the case of names.
 */
export const realPath: (path: string) => string = process.platform === 'linux' ? realpathSync.native : realpathSync;

/** The same; the path itself where it leads nowhere. */
export function realOrSame(path: string): string {
  try {
    return realPath(path);
  } catch {
    return path;
  }
}
