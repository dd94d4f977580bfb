import { commandCode } from '../../modules/command-files';
import type { PackageImports } from '../../modules/import-closure';
import type { Settings } from '../settings';
import type { Dependency, Leaves } from './dependencies';
import { commandName } from './program-identity';

/** By the compiler's index: the files of the workspace that its command names, with all that scripts import. */
export type CommandFiles = readonly (readonly string[])[];

/** What commands run, beside the programs themselves. */
export interface CommandInputs {
  readonly files: CommandFiles;
  /** What they load of packages, each under its command's name. */
  readonly packages: readonly PackageImports[];
}

/**
 * Looks them up; done once in a run, so that all of it speaks of the same files.
 *
 * @param programs where each command's program lies
 */
export function findCommandInputs(
  { workspaceRoot, outputDir, compilers }: Settings,
  programs: ReadonlyMap<string, string>,
): CommandInputs {
  const packages: PackageImports[] = [];
  const files = compilers.map((compiler) => {
    if (compiler.compiler !== 'command') return [];
    const name = commandName(compiler.command);
    const code = commandCode(workspaceRoot, compiler.command, outputDir, programs.get(name) ?? '');
    packages.push(...code.packages.map((one) => ({ ...one, name })));
    return code.files;
  });
  return { files, packages };
}

/** What a command's compiled files are made from, beside the source and what the compiler itself reads. */
export function commandDependencies(
  { hashes }: Pick<Leaves, 'hashes'>,
  files: CommandFiles,
  compiler: number,
): Dependency[] {
  return (files[compiler] ?? []).map((name) => ({ kind: 'file', name, value: hashes[name] ?? '' }));
}
