import { commandFiles } from '../../modules/command-files';
import type { Settings } from '../settings';
import type { Dependency, Leaves } from './dependencies';

/** By the compiler's index: the files of the workspace that its command names, with all that scripts import. */
export type CommandFiles = readonly (readonly string[])[];

/** Looks them up; done once in a run, so that all of it speaks of the same files. */
export function findCommandFiles({ workspaceRoot, outputDir, compilers }: Settings): CommandFiles {
  return compilers.map((compiler) =>
    compiler.compiler === 'command' ? commandFiles(workspaceRoot, compiler.command, outputDir) : [],
  );
}

/** What a command's compiled files are made from, beside the source and what the compiler itself reads. */
export function commandDependencies(
  { hashes }: Pick<Leaves, 'hashes'>,
  files: CommandFiles,
  compiler: number,
): Dependency[] {
  return (files[compiler] ?? []).map((name) => ({ kind: 'file', name, value: hashes[name] ?? '' }));
}
