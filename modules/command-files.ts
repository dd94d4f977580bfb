import { statSync } from 'node:fs';
import { basename, dirname, join, posix, resolve, sep } from 'node:path';
import { realOrSame } from '../state/real-path';
import { readRegularText } from '../state/regular-file';
import { importClosure, type ImportClosure, type PackageImports } from './import-closure';
import { isInside } from './paths';
import type { Lookups } from './path-state';
import { ModuleDisk } from './module-disk';

/** The code that a command runs, as far as it comes from files of the workspace and of packages. */
export interface CommandCode {
  /**
   * The files of the workspace that the command names in its arguments, with everything that scripts among them import,
   * in the order of their first mention. Excludes packages and outputs.
   */
  readonly files: readonly string[];
  /** Imports of packages by the scripts, and programs of packages. */
  readonly packages: readonly PackageImports[];
  /** Lookups of the arguments, each of which may become a file later. */
  readonly lookups: Lookups;
  /** The import closure of the scripts; undefined if there are none. */
  readonly imported: ImportClosure | undefined;
}

/** Programs that run a program of `node_modules/.bin` by its name. */
const RUNNERS = /^(?:npx|pnpx|pnpm|yarn|bunx?)(?:\.cmd)?$/;
const TOKENS = /\{(input|output|depfile)\}/;
/** The program path in a shim script in `node_modules/.bin`, which pnpm and Windows have instead of a link. */
const SHIM_TARGET = /"(?:\$basedir|%~dp0|%dp0%)[\\/]+([^"$%]+)"/g;
const SHIM_BYTES = 8192;

/**
 * @param command program and arguments, relative to the workspace root
 * @param outputDir relative to the workspace; undefined if it is not known
 * @param program absolute path of the program; empty if it does not matter or was not found
 */
export function commandCode(
  workspaceRoot: string,
  command: readonly string[],
  outputDir: string | undefined,
  program: string,
): CommandCode {
  // Arguments need not be paths, so errors are ignored.
  const disk = ModuleDisk.create(() => undefined);
  const named = command
    .map((argument) => (argument.startsWith('-') ? argument.slice(argument.lastIndexOf('=') + 1) : argument))
    .filter((argument) => argument !== '' && !argument.startsWith('-') && !TOKENS.test(argument));
  const files = named
    .map((argument) => posix.normalize(argument.replaceAll('\\', '/')))
    .filter((path) => !path.startsWith('../') && !path.startsWith('/') && !path.split('/').includes('node_modules'))
    .filter((path) => outputDir === undefined || !path.startsWith(`${outputDir}/`))
    .filter((path) => disk.isFile(join(workspaceRoot, path)));
  const scripts = files.filter((path) => /\.[cm]?[jt]s$/.test(path));
  const imported = scripts.length > 0 ? importClosure(workspaceRoot, scripts) : undefined;
  const all = [...new Set([...files, ...(imported?.files ?? [])])];
  const root = realOrSame(workspaceRoot);
  const own = new Set(all.map((path) => realOrSame(resolve(workspaceRoot, path))));
  const programs = [...(program === '' ? [] : [program]), ...installedPrograms(workspaceRoot, command, named)]
    .flatMap(shimTarget)
    .map(realOrSame)
    .filter((path) => isOfPackage(root, path) && !own.has(path));
  const loaded = [...new Set(programs)].map((path): PackageImports => {
    return { name: path, from: '.', imports: [{ specifier: path, kind: 'require' }] };
  });
  return { files: all, packages: [...(imported?.packages ?? []), ...loaded], lookups: disk.lookups, imported };
}

/** Programs in node_modules that arguments name, by a path or, for a runner, by name. */
function installedPrograms(workspaceRoot: string, [first = '']: readonly string[], named: readonly string[]): string[] {
  const paths = named.filter((argument) => argument.split(/[\\/]/).includes('node_modules'));
  const names = RUNNERS.test(basename(first)) ? named.filter((argument) => !/[\\/]/.test(argument)) : [];
  return [...paths, ...names.map((name) => join('node_modules/.bin', name))]
    .map((path) => resolve(workspaceRoot, path))
    .filter(isFile);
}

/** The program that a shim script runs, in addition to the script. */
function shimTarget(path: string): string[] {
  const isShim =
    basename(dirname(path)) === '.bin' && realOrSame(path) === join(realOrSame(dirname(path)), basename(path));
  if (!isShim || (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > SHIM_BYTES) return [path];
  const names = [...readRegularText(path).matchAll(SHIM_TARGET)].map(([, name = '']) => name);
  const programs = names.map((name) => resolve(dirname(path), name.replaceAll('\\', '/')));
  return [path, ...programs.filter(isFile)];
}

/** True if a program is in node_modules, or in a folder of the workspace that is linked there. */
function isOfPackage(root: string, path: string): boolean {
  return path.split(sep).includes('node_modules') || isInside(root, path);
}

/** A path through a file is an error even with `throwIfNoEntry: false`. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}
