import { commandFiles } from '../../modules/command-files';
import type { Settings } from '../settings';
import { otherDeclaredFiles } from './declared-files';
import type { DeclaredInputs } from './declared-inputs';
import type { Dependency, Leaves } from './dependencies';
import type { Witnesses } from './witnesses';

/**
 * By the compiler's index: the files of the workspace that its command names, with all that scripts import. Without a
 * depfile, a command may read any file of the target's inputs: then all that no option names are among them.
 */
export type CommandFiles = readonly (readonly string[])[];

/**
 * Looks them up; done once in a run, so that all of it speaks of the same files.
 *
 * @param witnesses shown every folder whose files a command may read unseen
 */
export function findCommandFiles(
  settings: Settings,
  declared: DeclaredInputs | undefined,
  witnesses?: Witnesses,
): CommandFiles {
  const { workspaceRoot, outputDir, compilers } = settings;
  let others: readonly string[] | undefined;
  return compilers.map((compiler) => {
    if (compiler.compiler !== 'command') return [];
    const named = commandFiles(workspaceRoot, compiler.command, outputDir);
    if (compiler.depfile || !declared) return named;
    others ??= otherDeclaredFiles(settings, declared, witnesses);
    return [...new Set([...named, ...others])];
  });
}

/** What a command's compiled files are made from, beside the source and what the compiler itself reads. */
export function commandDependencies(
  { hashes }: Pick<Leaves, 'hashes'>,
  files: CommandFiles,
  compiler: number,
): Dependency[] {
  return (files[compiler] ?? []).map((name) => ({ kind: 'file', name, value: hashes[name] ?? '' }));
}
