import { commandFiles } from '../../modules/command-files';
import type { Settings } from '../settings';
import type { Dependency, Leaves } from './dependencies';

/** The files of the workspace that commands of compilers name in their arguments, with all that scripts import. */
export function commandArguments(settings: Settings): string[] {
  return [...new Set(settings.compilers.flatMap((_compiler, index) => argumentsOf(settings, index)))];
}

/** What a command's compiled files are made from, beside the source and what the compiler itself reads. */
export function commandDependencies(settings: Settings, leaves: Leaves, compiler: number): Dependency[] {
  const chosen = settings.compilers[compiler];
  if (chosen?.compiler !== 'command') return [];
  const files = argumentsOf(settings, compiler);
  return files.map((name) => ({ kind: 'file', name, value: leaves.hashes[name] ?? '' }));
}

function argumentsOf({ workspaceRoot, outputDir, compilers }: Settings, index: number): string[] {
  const compiler = compilers[index];
  return compiler?.compiler === 'command' ? commandFiles(workspaceRoot, compiler.command, outputDir) : [];
}
