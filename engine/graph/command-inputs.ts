import { commandCode } from '../../modules/command-files';
import type { ImportClosure, PackageImports } from '../../modules/import-closure';
import type { Lookups } from '../../modules/path-state';
import type { CommandSettings, Settings } from '../settings';
import { otherDeclaredFiles } from './declared-files';
import type { DeclaredInputs } from './declared-inputs';
import { COMMAND_IMPORTS, tool, type Dependency, type Leaves } from './dependencies';
import { commandName } from './program-identity';
import type { ObservedPaths } from './observed-paths';

/**
 * Workspace files by compiler index: those that the command names, and everything that its scripts import. A command
 * without a depfile may read any input of the target, so all inputs that no other option names are included.
 */
export type CommandFiles = readonly (readonly string[])[];

/** Inputs of compiler commands other than their programs, and what they were derived from. */
export interface CommandInputs {
  readonly files: CommandFiles;
  /** Packages that the commands load, each under its command's name. */
  readonly packages: readonly PackageImports[];
  /** Lookups that the meaning of the arguments depends on. */
  readonly lookups: readonly Lookups[];
  /** Imports of the scripts among the arguments. */
  readonly imported: readonly ImportClosure[];
}

/**
 * Finds the inputs of compiler commands. Called once per run, so that all stages see the same files. Throws if a script
 * cannot be read, because its imports would be missing from the inputs.
 *
 * @param programs path of each command's program
 * @param observed gets every folder whose files a command may read unobserved
 */
export function findCommandInputs(
  settings: Settings,
  declared: DeclaredInputs | undefined,
  programs: ReadonlyMap<string, string>,
  observed?: ObservedPaths,
): CommandInputs {
  const { workspaceRoot, outputDir, compilers } = settings;
  let others: readonly string[] | undefined;
  const unseenBy = ({ depfile }: CommandSettings): readonly string[] =>
    depfile || !declared ? [] : (others ??= otherDeclaredFiles(settings, declared, observed));
  const packages: PackageImports[] = [];
  const found = compilers.map((compiler) => {
    if (compiler.compiler !== 'command') return undefined;
    const name = commandName(compiler.command);
    const code = commandCode(workspaceRoot, compiler.command, outputDir, programs.get(name) ?? '');
    packages.push(...code.packages.map((one) => ({ ...one, name })));
    return { ...code, files: [...new Set([...code.files, ...unseenBy(compiler)])] };
  });
  const imported = found.flatMap((one) => one?.imported ?? []);
  const [unreadable] = imported.flatMap((one) => one.unreadable);
  if (unreadable) throw unreadable;
  return {
    files: found.map((one) => one?.files ?? []),
    packages,
    lookups: found.flatMap((one) => one?.lookups ?? []),
    imported,
  };
}

/** Dependencies of a command's compiled files, other than the source and the files that the compiler reads. */
export function commandDependencies(
  leaves: Pick<Leaves, 'hashes' | 'tools'>,
  files: CommandFiles,
  compiler: number,
): Dependency[] {
  const named = files[compiler] ?? [];
  return [
    ...named.map((name) => ({ kind: 'file' as const, name, value: leaves.hashes[name] ?? '' })),
    ...(named.length > 0 && leaves.tools[COMMAND_IMPORTS] !== undefined ? [tool(leaves, COMMAND_IMPORTS)] : []),
  ];
}
