import { commandFiles } from '../../modules/command-files';
import type { ImportClosure } from '../../modules/import-closure';
import type { Looks } from '../../modules/look';
import type { Settings } from '../settings';
import { COMMAND_IMPORTS, tool, type Dependency, type Leaves } from './dependencies';

/** By the compiler's index: the files of the workspace that its command names, with all that scripts import. */
export type CommandFiles = readonly (readonly string[])[];

/** What command compilers name, and what it was concluded from. */
export interface FoundCommands {
  readonly files: CommandFiles;
  /** What the arguments stand for rests on these. */
  readonly looks: readonly Looks[];
  /** Of the scripts among the arguments. */
  readonly imported: readonly ImportClosure[];
}

/**
 * Looks them up; done once in a run, so that all of it speaks of the same files. Throws where a script cannot be read:
 * what it imports would be missing among the inputs.
 */
export function findCommandFiles({ workspaceRoot, outputDir, compilers }: Settings): FoundCommands {
  const found = compilers.map((compiler) =>
    compiler.compiler === 'command' ? commandFiles(workspaceRoot, compiler.command, outputDir) : undefined,
  );
  const imported = found.flatMap((one) => one?.imported ?? []);
  const [unreadable] = imported.flatMap((one) => one.unreadable);
  if (unreadable) throw unreadable;
  return {
    files: found.map((one) => one?.files ?? []),
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
