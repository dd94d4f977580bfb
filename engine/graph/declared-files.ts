import { join } from 'node:path';
import { compareText } from '../../diagnostics/diagnostic';
import { ignoredFiles } from '../../state/ignored-files';
import { inputGlobs, namedModules, schemaFiles, type Settings } from '../settings';
import { walkSimpleGlob, matcherOf } from '../sources/simple-glob';
import type { DeclaredInputs } from './declared-inputs';
import type { ObservedPaths } from './observed-paths';

type Folders = Pick<Settings, 'workspaceRoot' | 'outputDir'>;

const SKIPPED_FOLDERS = ['node_modules', '.git', '.nx'];

/**
 * The files of a target's inputs; relative to the workspace, sorted by code unit. Without the target's own outputs,
 * packages, and the folders of git and Nx.
 *
 * @param observed gets every folder that is listed
 */
export function declaredFiles(
  { workspaceRoot, outputDir }: Folders,
  declared: DeclaredInputs,
  observed?: ObservedPaths,
): string[] {
  const ignored = ignoredFiles(workspaceRoot);
  const isLeftOut = (folder: string): boolean =>
    folder === outputDir || SKIPPED_FOLDERS.includes(folder.slice(folder.lastIndexOf('/') + 1));
  const found = new Set<string>();
  for (const glob of declared.globs().flatMap(withoutBraces)) {
    const paths = walkSimpleGlob(workspaceRoot, glob, isLeftOut, (folder) => void observed?.stat(folder));
    // The matcher does not report which folders it lists.
    if (!paths) observed?.markIncomplete();
    for (const path of paths ?? match({ workspaceRoot, outputDir }, glob)) found.add(path);
  }
  const covered = [...found].filter((path) => declared.covers(path, ignored.isIgnored(path)));
  for (const file of ignored.files) observed?.stat(join(workspaceRoot, file));
  return covered.sort(compareText);
}

/** Declared files that no option of the target names: user code or commands may read them unobserved. */
export function otherDeclaredFiles(settings: Settings, declared: DeclaredInputs, observed?: ObservedPaths): string[] {
  const isSelected = inputGlobs(settings).map(selectorOf);
  const single = [...schemaFiles(settings), ...namedModules(settings).map(([, path]) => path)];
  return declaredFiles(settings, declared, observed).filter(
    (path) => !single.includes(path) && !isSelected.some((selects) => selects(path)),
  );
}

function selectorOf(globs: readonly string[]): (path: string) => boolean {
  const takes = globs.filter((glob) => !glob.startsWith('!')).map(matcherOf);
  const leaves = globs.filter((glob) => glob.startsWith('!')).map((glob) => matcherOf(glob.slice(1)));
  // Globs of options do not match names that begin with a dot.
  const isHidden = (path: string): boolean => /(^|\/)\./.test(path);
  return (path) =>
    !isHidden(path) && takes.some((matches) => matches(path)) && !leaves.some((matches) => matches(path));
}

/** Expands a glob into globs that a plain walk can handle, as far as possible. */
function withoutBraces(glob: string): string[] {
  const all = glob.includes('{') ? expanded(glob) : [glob];
  return all.map((one) => (/(^|\/)\*\*$/.test(one) ? `${one}/*` : one));
}

function expanded(glob: string): string[] {
  const micromatch = require('micromatch') as typeof import('micromatch');
  return micromatch.braces(glob, { expand: true });
}

function match({ workspaceRoot, outputDir }: Folders, glob: string): string[] {
  const { escapePath, sync } = require('fast-glob') as typeof import('fast-glob');
  return sync(glob, {
    cwd: workspaceRoot,
    dot: true,
    onlyFiles: true,
    // A glob may use the path of a file as a folder.
    suppressErrors: true,
    followSymbolicLinks: false,
    ignore: [...SKIPPED_FOLDERS.map((name) => `**/${name}/**`), `${escapePath(outputDir)}/**`],
  });
}
