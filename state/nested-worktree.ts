import { join, posix } from 'node:path';
import { textOrNothing } from './text-or-nothing';

/** What git writes into the file `.git` of a worktree; that of a submodule leads into a folder `modules`. */
const OF_WORKTREE = /^gitdir: .*[/\\]worktrees[/\\][^/\\]+\s*$/;

/**
 * Tells whether a file lies in a worktree of git inside of the workspace. Such a folder is another checkout of the same
 * projects, and none of the workspace's.
 *
 * @returns for a path relative to the workspace, with `/` between folders; keeps what it has found
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
