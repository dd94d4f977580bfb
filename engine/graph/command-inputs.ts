import { commandCode } from '../../modules/command-files';
import type { ImportClosure, PackageImports } from '../../modules/import-closure';
import type { Looks } from '../../modules/look';
import type { CommandSettings, Settings } from '../settings';
import { otherDeclaredFiles } from './declared-files';
import type { DeclaredInputs } from './declared-inputs';
import { COMMAND_IMPORTS, tool, type Dependency, type Leaves } from './dependencies';
import { commandName } from './program-identity';
import type { Witnesses } from './witnesses';

/**
 * By the compiler's index: the files of the workspace that its command names, with all that scripts import. Without a
 * depfile, a command may read any file of the target's inputs: then all that no option names are among them.
 */
export type CommandFiles = readonly (readonly string[])[];

/** What commands run, beside the programs themselves, and what it was concluded from. */
export interface CommandInputs {
  readonly files: CommandFiles;
  /** What they load of packages, each under its command's name. */
  readonly packages: readonly PackageImports[];
  /** What the arguments stand for rests on these. */
  readonly looks: readonly Looks[];
  /** Of the scripts among the arguments. */
  readonly imported: readonly ImportClosure[];
}

/**
 * Looks them up; done once in a run, so that all of it speaks of the same files. Throws where a script cannot be read:
 * what it imports would be missing among the inputs.
 *
 * @param programs where each command's program lies
 * @param witnesses shown every folder whose files a command may read unseen
 */
export function findCommandInputs(
  settings: Settings,
  declared: DeclaredInputs | undefined,
  programs: ReadonlyMap<string, string>,
  witnesses?: Witnesses,
): CommandInputs {
  const { workspaceRoot, outputDir, compilers } = settings;
  let others: readonly string[] | undefined;
  const unseenBy = ({ depfile }: CommandSettings): readonly string[] =>
    depfile || !declared ? [] : (others ??= otherDeclaredFiles(settings, declared, witnesses));
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
    looks: found.flatMap((one) => one?.looks ?? []),
    imported,
  };
}

/** What a command's compiled files are made from, beside the source and what the compiler itself reads. */
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
