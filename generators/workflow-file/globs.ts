import { visitNotIgnoredFiles, type Tree } from '@nx/devkit';
import { isMatch } from 'micromatch';
import { compareText } from '../../diagnostics/diagnostic';
import { Refusal } from '../refusal';
import { normalizePath } from './find';

/** A glob of a task's options with its tokens replaced, by its fixed folder and its extension. */
export interface FileGlob {
  readonly folder: string;
  /** With the dot: `.yaml`; empty if the glob has no extension. */
  readonly extension: string;
}

/** The first of several globs, which determines the place of a new file. */
export function firstGlob(globs: readonly string[], projectRoot: string): FileGlob | undefined {
  const glob = globs.find((one) => !one.startsWith('!'));
  if (glob === undefined) return undefined;
  const path = inWorkspace(glob, projectRoot);
  const magic = path.search(/[*?{[(!]/);
  const fixed = magic < 0 ? path : path.slice(0, magic);
  const extension = /\.(?:[A-Za-z0-9]+|\{[^}]*\})$/.exec(path)?.[0] ?? '';
  const first = extension.startsWith('.{') ? `.${extension.slice(2, -1).split(',')[0] ?? ''}` : extension;
  return { folder: normalizePath(fixed.slice(0, fixed.lastIndexOf('/') + 1)), extension: first };
}

export function inWorkspace(path: string, projectRoot: string): string {
  return normalizePath(path.replace(/^\{workspaceRoot\}\/?/, '').replaceAll('{projectRoot}', projectRoot));
}

/** The files with certain extensions in a folder and below, sorted. */
export function filesBelow(tree: Tree, folder: string, extensions: readonly string[]): string[] {
  const found: string[] = [];
  if (!tree.exists(folder)) return found;
  visitNotIgnoredFiles(tree, folder, (file) => {
    const path = normalizePath(file);
    if (extensions.some((extension) => path.endsWith(extension))) found.push(path);
  });
  return found.sort(compareText);
}

/** Refuses a new file that these globs do not match. */
export function checkMatch(file: string, globs: readonly string[], projectRoot: string): Refusal | undefined {
  const matches = (wanted: readonly string[]): boolean =>
    wanted.some((glob) => isMatch(file, inWorkspace(glob.replace(/^!/, ''), projectRoot)));
  const negated = globs.filter((glob) => glob.startsWith('!'));
  if (matches(globs.filter((glob) => !glob.startsWith('!'))) && !matches(negated)) return undefined;
  return new Refusal(`the task would not find ${file}`, `its globs are: ${globs.join(', ')}`);
}
