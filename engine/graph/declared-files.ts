import { join } from 'node:path';
import { compareText } from '../../diagnostics/diagnostic';
import { ignoredFiles } from '../../state/ignored-files';
import { inputGlobs, namedModules, schemaFiles, type Settings } from '../settings';
import { findSimply, matcherOf } from '../sources/simple-glob';
import type { DeclaredInputs } from './declared-inputs';
import type { Witnesses } from './witnesses';

/** What tells which declared files there are. */
type Place = Pick<Settings, 'workspaceRoot' | 'outputDir'>;

const LEFT_OUT = ['node_modules', '.git', '.nx'];

/**
 * The files of a target's inputs; relative to the workspace, sorted by code unit. Outputs of the target itself, packages
 * and what belongs to git and Nx are left out.
 *
 * @param witnesses shown every folder that was read
 */
export function declaredFiles(
  { workspaceRoot, outputDir }: Place,
  declared: DeclaredInputs,
  witnesses?: Witnesses,
): string[] {
  const ignored = ignoredFiles(workspaceRoot);
  const isLeftOut = (folder: string): boolean =>
    folder === outputDir || LEFT_OUT.includes(folder.slice(folder.lastIndexOf('/') + 1));
  const found = new Set<string>();
  for (const glob of declared.globs().flatMap(withoutBraces)) {
    const paths = findSimply(workspaceRoot, glob, isLeftOut, (folder) => void witnesses?.look(folder));
    // Which folders the matcher reads, it does not say.
    if (!paths) witnesses?.cannotTell();
    for (const path of paths ?? match({ workspaceRoot, outputDir }, glob)) found.add(path);
  }
  const covered = [...found].filter((path) => declared.covers(path, ignored.isIgnored(path)));
  for (const file of ignored.files) witnesses?.look(join(workspaceRoot, file));
  return covered.sort(compareText);
}

/** Those of them that no option of the target names: what user code or a command reads of them unseen, nobody can tell. */
export function otherDeclaredFiles(settings: Settings, declared: DeclaredInputs, witnesses?: Witnesses): string[] {
  const isSelected = inputGlobs(settings).map(selection);
  const single = [...schemaFiles(settings), ...namedModules(settings).map(([, path]) => path)];
  return declaredFiles(settings, declared, witnesses).filter(
    (path) => !single.includes(path) && !isSelected.some((selects) => selects(path)),
  );
}

function selection(globs: readonly string[]): (path: string) => boolean {
  const takes = globs.filter((glob) => !glob.startsWith('!')).map(matcherOf);
  const leaves = globs.filter((glob) => glob.startsWith('!')).map((glob) => matcherOf(glob.slice(1)));
  // A name that begins with a dot is selected only where the glob says so itself.
  const isHidden = (path: string): boolean => /(^|\/)\./.test(path);
  return (path) =>
    !isHidden(path) && takes.some((matches) => matches(path)) && !leaves.some((matches) => matches(path));
}

/** A glob as those that a plain walk answers, where that is possible. */
function withoutBraces(glob: string): string[] {
  const all = glob.includes('{') ? expanded(glob) : [glob];
  return all.map((one) => (/(^|\/)\*\*$/.test(one) ? `${one}/*` : one));
}

function expanded(glob: string): string[] {
  const micromatch = require('micromatch') as typeof import('micromatch');
  return micromatch.braces(glob, { expand: true });
}

function match({ workspaceRoot, outputDir }: Place, glob: string): string[] {
  const { escapePath, sync } = require('fast-glob') as typeof import('fast-glob');
  return sync(glob, {
    cwd: workspaceRoot,
    dot: true,
    onlyFiles: true,
    // Of a file, there is no folder of that name.
    suppressErrors: true,
    followSymbolicLinks: false,
    ignore: [...LEFT_OUT.map((name) => `**/${name}/**`), `${escapePath(outputDir)}/**`],
  });
}
