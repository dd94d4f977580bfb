import { statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { importClosure } from './import-closure';

/**
 * The files of the workspace that a command names in its arguments, with all that scripts among them import; sorted by
 * their first mention. Packages and outputs are left out.
 *
 * @param command program and arguments, relative to the workspace's root
 * @param outputDir relative to the workspace; undefined where it is not known
 */
export function commandFiles(
  workspaceRoot: string,
  command: readonly string[],
  outputDir: string | undefined,
): string[] {
  const files = command
    .filter((argument) => argument !== '' && !argument.startsWith('-') && !/\{(input|output|depfile)\}/.test(argument))
    .map((argument) => posix.normalize(argument.replaceAll('\\', '/')))
    .filter((path) => !path.startsWith('../') && !path.startsWith('/') && !path.split('/').includes('node_modules'))
    .filter((path) => outputDir === undefined || !path.startsWith(`${outputDir}/`))
    .filter((path) => isFile(join(workspaceRoot, path)));
  const scripts = files.filter((path) => /\.[cm]?[jt]s$/.test(path));
  const imported = scripts.length > 0 ? importClosure(workspaceRoot, scripts).files : [];
  return [...new Set([...files, ...imported])];
}

/** A path through a file is an error even where `throwIfNoEntry` is off. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}
