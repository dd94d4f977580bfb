import { realpathSync } from 'node:fs';

/** Where a path leads through all links; the path itself where it leads nowhere. */
export function realOrSame(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
