import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inNestedWorktree } from './nested-worktree';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'nx-workflow-worktree-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test('recognizes a file in a worktree inside the workspace, but not in a submodule, another repository, or elsewhere', () => {
  write('.git', 'gitdir: /repo/.git/worktrees/workspace\n');
  write('.claude/worktrees/wt/.git', `gitdir: ${root}/.git/worktrees/wt\n`);
  write('sub/.git', 'gitdir: ../.git/modules/sub\n');
  write('other/.git/HEAD', 'ref: refs/heads/main\n');
  const isInside = inNestedWorktree(root);
  expect(isInside('.claude/worktrees/wt/nx-workflow.json')).toBe(true);
  expect(isInside('.claude/worktrees/wt/libs/deep/nx-workflow.json')).toBe(true);
  expect(isInside('.claude/worktrees/nx-workflow.json')).toBe(false);
  expect(isInside('sub/libs/nx-workflow.json')).toBe(false);
  expect(isInside('other/nx-workflow.json')).toBe(false);
  // The workspace itself may be a worktree.
  expect(isInside('nx-workflow.json')).toBe(false);
  expect(isInside('libs/nx-workflow.json')).toBe(false);
});
