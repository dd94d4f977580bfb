import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, sha256OfParts } from '../../state/hash';
import { readRegular } from '../../state/regular-file';
import { compareText } from '../../diagnostics/diagnostic';
import { isMissing } from '../file-problem';
import { statOrNothing } from '../graph/stat';

/**
 * What user code may ask the outside for. Its name as a node of the graph is the kind, a space, and the rest:
 *
 * - `file <path>`: the bytes of a file
 * - `folder <path>`: the names in a folder
 * - `probe <path>`: whether something is there
 * - `env <name>`: an environment variable
 */
export type ReadKind = 'file' | 'folder' | 'probe' | 'env';

export interface NamedRead {
  readonly kind: ReadKind;
  /** A path relative to the workspace, or the variable's name. */
  readonly what: string;
}

export function readName({ kind, what }: NamedRead): string {
  return `${kind} ${what}`;
}

export function parseReadName(name: string): NamedRead {
  const end = name.indexOf(' ');
  return { kind: name.slice(0, end) as ReadKind, what: name.slice(end + 1) };
}

export const MISSING = 'missing';

/**
 * What a read gives now.
 *
 * @param salt mixed into the values of environment variables
 */
export function readValue(workspaceRoot: string, name: string, salt: string): string {
  const { kind, what } = parseReadName(name);
  const path = join(workspaceRoot, what);
  switch (kind) {
    case 'env': {
      const value = process.env[what];
      return sha256OfParts([salt, what, ...(value === undefined ? [] : [value])]);
    }
    case 'folder':
      return folderValue(path);
    case 'probe': {
      const stat = statOrNothing(path);
      if (!stat) return MISSING;
      return stat.isDirectory() ? 'folder' : 'file';
    }
    case 'file':
      return fileValue(path);
  }
}

function folderValue(path: string): string {
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
    if (isMissing(error)) return MISSING;
    throw error;
  }
}

/** A value as the manifest holds it: what an environment variable held stays on the machine. */
export function portableValue(name: string, value: string): string {
  return name.startsWith('env ') ? '' : value;
}
