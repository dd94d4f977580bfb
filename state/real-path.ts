import { realpathSync } from 'node:fs';

/**
 * The real path of a file or folder. Throws if it does not exist. The native function is faster, but on other systems
 * than Linux it also changes the case of names.
 */
export const realPath: (path: string) => string = process.platform === 'linux' ? realpathSync.native : realpathSync;

/** The real path, or the path itself if it does not exist. */
export function realOrSame(path: string): string {
  try {
    return realPath(path);
  } catch {
    return path;
  }
}
