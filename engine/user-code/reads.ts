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
 * Kinds of reads of user code. The name of a read as a node of the graph is the kind, a space, and the rest:
 *
 * - `file <path>`: the bytes of a file
 * - `folder <path>`: the names in a folder
 * - `probe <path>`: the existence and type of a path
 * - `link <path>`: the real path, with all links resolved
 * - `env <name>`: an environment variable
 * - `runtime <command>`: the output of a command in the target's inputs
 * - `declared files`: all files of the target's inputs, for workspace code that may read any of them unobserved
 * - `declared other files`: those that no option names, for packages that may read them unobserved
 */
export type ReadKind = 'file' | 'folder' | 'probe' | 'link' | 'env' | 'runtime' | 'declared';

export const DECLARED_FILES = 'declared files';
export const OTHER_DECLARED_FILES = 'declared other files';
/** Equals no other value: something changed while it may have been read. */
const CHANGED_MEANWHILE = 'changed meanwhile';

export interface NamedRead {
  readonly kind: ReadKind;
  /** Path relative to the workspace, name of the variable, or command. */
  readonly what: string;
}

export function parseReadName(name: string): NamedRead {
  const end = name.indexOf(' ');
  return { kind: name.slice(0, end) as ReadKind, what: name.slice(end + 1) };
}

/** The context in which reads are evaluated. */
export interface ReadContext {
  readonly settings: Settings;
  readonly declared: DeclaredInputs | undefined;
  /** Salt for the hashes of environment variables. */
  readonly salt: string;
  /** Earliest time of unobserved reads, in milliseconds since 1970. */
  readonly since?: number;
}

/** The current value of a read. */
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

/** The type of what is at a path. */
export function probeValue(path: string): string {
  const stat = statOrNothing(path);
  if (!stat) return MISSING;
  return stat.isDirectory() ? 'folder' : 'file';
}

/** Hash of the real path and, for a link, of its target. */
export function linkValue(path: string): string {
  try {
    const isLink = lstatSync(path).isSymbolicLink();
    return sha256OfParts([realpathSync(path), ...(isLink ? [readlinkSync(path)] : [])]);
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'ELOOP') return MISSING;
    throw error;
  }
}

/** Hash of the names in a folder. */
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

/** Runs the command as Nx does. A failing command has a value too, since Nx reports the failure. */
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
  // Checked after reading, so that no change in between is missed.
  return paths.some(isNew) ? CHANGED_MEANWHILE : value;
}
