import { lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../../diagnostics/diagnostic';
import { sha256, sha256OfParts } from '../../state/hash';
import { NotAFileError, readRegular } from '../../state/regular-file';
import { isMissing } from '../file-problem';
import { declaredFiles, otherDeclaredFiles } from '../graph/declared-files';
import type { DeclaredInputs } from '../graph/declared-inputs';
import { CLOCK_TICK, isTouchedSince, statOrNothing } from '../graph/stat';
import type { Settings } from '../settings';
import { MISSING } from './missing';

/**
 * What user code may ask the outside for. Its name as a node of the graph is the kind, a space, and the rest:
 *
 * - `file <path>`: the bytes of a file
 * - `folder <path>`: the names in a folder
 * - `probe <path>`: whether something is there
 * - `link <path>`: where a path leads, through all links on the way
 * - `env <name>`: an environment variable
 * - `runtime <command>`: what a command of the target's inputs prints
 * - `declared files`: all files of the target's inputs, for code of the workspace that may read any of them unseen
 * - `declared other files`: those of them that no option names, for packages that may read them unseen
 */
export type ReadKind = 'file' | 'folder' | 'probe' | 'link' | 'env' | 'runtime' | 'declared';

export const DECLARED_FILES = 'declared files';
export const OTHER_DECLARED_FILES = 'declared other files';
/** Agrees with no value: something changed while it may have been read. */
const CHANGED_MEANWHILE = 'changed meanwhile';

export interface NamedRead {
  readonly kind: ReadKind;
  /** A path relative to the workspace, the variable's name, or the command. */
  readonly what: string;
}

export function parseReadName(name: string): NamedRead {
  const end = name.indexOf(' ');
  return { kind: name.slice(0, end) as ReadKind, what: name.slice(end + 1) };
}

/** Where reads are made. */
export interface ReadContext {
  readonly settings: Settings;
  readonly declared: DeclaredInputs | undefined;
  /** Mixed into the values of environment variables. */
  readonly salt: string;
  /** When unseen reads may have begun, in milliseconds since 1970. */
  readonly since?: number;
}

/** What a read gives now. */
export function readValue({ settings, declared, salt, since }: ReadContext, name: string): string {
  const { kind, what } = parseReadName(name);
  const path = join(settings.workspaceRoot, what);
  switch (kind) {
    case 'env': {
      const value = process.env[what];
      return sha256OfParts([salt, what, ...(value === undefined ? [] : [value])]);
    }
    case 'folder':
      return folderValue(path);
    case 'probe':
      return probeValue(path);
    case 'link':
      return linkValue(path);
    case 'file':
      return fileValue(path);
    case 'runtime':
      return runtimeValue(settings.workspaceRoot, what, salt);
    case 'declared':
      if (!declared) return MISSING;
      return filesValue(
        settings,
        (name === DECLARED_FILES ? declaredFiles : otherDeclaredFiles)(settings, declared),
        since,
      );
  }
}

/** What is at a path. */
export function probeValue(path: string): string {
  const stat = statOrNothing(path);
  if (!stat) return MISSING;
  return stat.isDirectory() ? 'folder' : 'file';
}

/** Where a path leads, and what it says itself where it is a link. */
export function linkValue(path: string): string {
  try {
    const isLink = lstatSync(path).isSymbolicLink();
    return sha256OfParts([realpathSync(path), ...(isLink ? [readlinkSync(path)] : [])]);
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'ELOOP') return MISSING;
    throw error;
  }
}

/** The names in a folder. */
export function folderValue(path: string): string {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    return sha256OfParts(names.sort(compareText));
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return MISSING;
    throw error;
  }
}

function fileValue(path: string): string {
  try {
    return sha256(readRegular(path));
  } catch (error) {
    if (isMissing(error) || error instanceof NotAFileError) return MISSING;
    throw error;
  }
}

/** Run as Nx runs it to hash it. A command that fails has a value, too: Nx says what is wrong with it. */
function runtimeValue(cwd: string, command: string, salt: string): string {
  const { execSync } = require('node:child_process') as typeof import('node:child_process');
  try {
    const output = execSync(command, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true });
    return sha256OfParts([salt, command, output.trim()]);
  } catch {
    return 'failed';
  }
}

function filesValue({ workspaceRoot }: Settings, paths: readonly string[], since = Infinity): string {
  const isNew = (path: string): boolean =>
    since < Infinity && isTouchedSince(join(workspaceRoot, path), since - CLOCK_TICK);
  const value = sha256OfParts(paths.flatMap((path) => [path, fileValue(join(workspaceRoot, path))]));
  // After the files were read, so that none can change in between.
  return paths.some(isNew) ? CHANGED_MEANWHILE : value;
}
