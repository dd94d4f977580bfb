import { join, posix } from 'node:path';
import { importClosure, type ImportClosure } from './import-closure';
import type { Looks } from './look';
import { ModuleDisk } from './module-disk';

/** The files of the workspace that a command names in its arguments, with all that scripts among them import. */
export interface CommandClosure {
  /** Sorted by their first mention. Packages and outputs are left out. */
  readonly files: readonly string[];
  /** Where the arguments were looked for: any of them may be a file tomorrow. */
  readonly looks: Looks;
  /** What the scripts import; undefined where there are none. */
  readonly imported: ImportClosure | undefined;
}

/**
 * @param command program and arguments, relative to the workspace's root
 * @param outputDir relative to the workspace; undefined where it is not known
 */
export function commandFiles(
  workspaceRoot: string,
  command: readonly string[],
  outputDir: string | undefined,
): CommandClosure {
  // An argument may be anything.
  const disk = ModuleDisk.create(() => undefined);
  const files = command
    .filter((argument) => argument !== '' && !argument.startsWith('-') && !/\{(input|output|depfile)\}/.test(argument))
    .map((argument) => posix.normalize(argument.replaceAll('\\', '/')))
    .filter((path) => !path.startsWith('../') && !path.startsWith('/') && !path.split('/').includes('node_modules'))
    .filter((path) => outputDir === undefined || !path.startsWith(`${outputDir}/`))
    .filter((path) => disk.isFile(join(workspaceRoot, path)));
  const scripts = files.filter((path) => /\.[cm]?[jt]s$/.test(path));
  const imported = scripts.length > 0 ? importClosure(workspaceRoot, scripts) : undefined;
  return { files: [...new Set([...files, ...(imported?.files ?? [])])], looks: disk.looks, imported };
}
