import { join, posix, relative, sep } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { realPath } from '../../state/real-path';

/** Where inputs really lie; relative to the workspace's real root. */
export interface RealPlaces {
  readonly paths: readonly string[];
  /** Inputs that lie outside of the workspace. */
  readonly problems: readonly Diagnostic[];
}

/**
 * Resolves links on the way to a run's inputs. Nx hashes what git lists, and for git a link is a file of its own: what
 * lies behind it is hashed only where it is declared by its real path. What lies outside of the workspace cannot be.
 *
 * @param named inputs that options name one by one, which may be links themselves; a glob takes no link
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
        message: 'this input lies outside of the workspace, behind a link: a change of it would go unnoticed',
        file: path,
        hint: 'put the file itself into the workspace',
      });
    }
    return place;
  });
  return { paths: places, problems };
}
