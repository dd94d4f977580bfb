import { join, posix } from 'node:path';
import { textOrNothing } from './text-or-nothing';

/** The content of the file `.git` in a worktree; in a submodule, it leads into a folder `modules`. */
const OF_WORKTREE = /^gitdir: .*[/\\]worktrees[/\\][^/\\]+\s*$/;

/**
 * Returns a memoized predicate: true for a file in a git worktree inside the workspace. Such a folder is another checkout
 * of the same projects and does not belong to the workspace.
 *
 * @returns takes a path relative to the workspace, with `/` between folders
 */
export function inNestedWorktree(workspaceRoot: string): (path: string) => boolean {
  const known = new Map<string, boolean>([['.', false]]);
  const isInside = (folder: string): boolean => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const found =
      OF_WORKTREE.test(textOrNothing(join(workspaceRoot, folder, '.git')) ?? '') || isInside(posix.dirname(folder));
    known.set(folder, found);
    return found;
  };
  return (path) => isInside(posix.dirname(path));
}
