import { lstatSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { toPosix } from '../../modules/paths';
import { textOrNothing } from '../../state/text-or-nothing';

const ROOT = /^\s*root\s*=\s*true\s*$/im;

/**
 * Formatters merge all .editorconfig files from a file's folder up to the root of the repository, or to one with `root
 * = true`. One outside the workspace is an error: the same commit would be formatted differently elsewhere.
 *
 * @param around absolute path of the parent of the output folder
 * @param files the configuration files in the workspace
 */
export function editorConfigProblem(
  workspaceRoot: string,
  around: string,
  files: readonly string[],
): Diagnostic | undefined {
  const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  let isInside = true;
  for (let folder = around; ; folder = dirname(folder)) {
    const file = join(folder, '.editorconfig');
    const path = toPosix(relative(workspaceRoot, file));
    const text = isInside && !files.includes(path) ? undefined : textOrNothing(file);
    if (text !== undefined && !isInside) {
      return {
        severity: 'error',
        code: 'path-outside-workspace',
        message: `the formatter reads ${path}, which lies outside of the workspace: changes to it would be missed`,
        hint: `put an .editorconfig into the workspace that says "root = true"`,
      };
    }
    if (text !== undefined && ROOT.test(text)) return undefined;
    if (isThere(join(folder, '.git')) || isThere(join(folder, '.hg')) || folder === dirname(folder)) return undefined;
    if (posix.normalize(toPosix(folder)) === posix.normalize(toPosix(workspaceRoot))) isInside = false;
  }
}
