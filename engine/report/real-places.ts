import { join, posix, relative, sep } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { realPath } from '../../state/real-path';

/** Real paths of inputs, relative to the workspace's real root. */
export interface RealPlaces {
  readonly paths: readonly string[];
  /** Errors for inputs outside the workspace. */
  readonly problems: readonly Diagnostic[];
}

/**
 * Resolves links in the paths of a run's inputs. Nx hashes files that git lists, and git treats a link as a file of its
 * own: the file behind it is hashed only if its real path is declared. Files outside the workspace cannot be.
 *
 * @param named inputs that options name individually, which may be links themselves; globs do not match links
 */
export function realPlaces(workspaceRoot: string, paths: readonly string[], named: readonly string[]): RealPlaces {
  const root = realPath(workspaceRoot);
  const known = new Map<string, string>();
  const real = (path: string): string => {
    const found =
      known.get(path) ??
      relative(root, realPath(join(workspaceRoot, path)))
        .split(sep)
        .join('/');
    known.set(path, found);
    return found;
  };
  const problems: Diagnostic[] = [];
  const places = paths.map((path) => {
    const folder = posix.dirname(path);
    const place = named.includes(path) ? real(path) : posix.join(real(folder), posix.basename(path));
    if (place.startsWith('../') || /^([A-Za-z]:|\/)/.test(place)) {
      problems.push({
        severity: 'error',
        code: 'path-outside-workspace',
        message: 'this input lies outside of the workspace, behind a link: changes to it would be missed',
        file: path,
        hint: 'put the file itself into the workspace',
      });
    }
    return place;
  });
  return { paths: places, problems };
}
