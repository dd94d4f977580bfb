import { join, posix } from 'node:path';
import { importClosure } from '../../modules/import-closure';
import type { Settings } from '../settings';
import type { Dependency, Leaves } from './dependencies';
import { statOrNothing } from './stat';

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
  if (compiler?.compiler !== 'command') return [];
  const files = compiler.command
    .filter((argument) => !argument.startsWith('-') && !/\{(input|output|depfile)\}/.test(argument))
    .map((argument) => posix.normalize(argument.replaceAll('\\', '/')))
    .filter((path) => !path.startsWith('../') && !path.startsWith('/') && !path.startsWith(`${outputDir}/`))
    .filter((path) => !path.split('/').includes('node_modules'))
    .filter((path) => statOrNothing(join(workspaceRoot, path))?.isFile());
  const scripts = files.filter((path) => /\.[cm]?[jt]s$/.test(path));
  return [...new Set([...files, ...(scripts.length > 0 ? importClosure(workspaceRoot, scripts).files : [])])];
}
