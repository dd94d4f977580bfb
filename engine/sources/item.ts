import { join, posix } from 'node:path';
import { readRegularText } from '../../state/regular-file';
import { isYaml, mayHoldSeveral } from './yaml-documents';

/**
 * A pattern that is a part of a source file: one member of the object or list that the option `items` points to, one
 * document of a file that holds several, or what a load module made of the file.
 */
export interface Item {
  /** The source file, relative to the workspace. */
  readonly source: string;
  /** The member's key; in a list, and of a document, its index. Undefined for all that a load module made of the file. */
  readonly key: string | undefined;
  readonly name: string;
  /** JSON Pointer to the member; the first part of one into a file of several documents is a document's index. */
  readonly pointer: string;
  /** JSON Pointer to what `@source` is. */
  readonly root: string;
  /** sha256 of the member's data, or of what it is made from where {@link isPlain} is false. */
  readonly hash: string;
  /** Whether the member is no more than JSON can hold. */
  readonly isPlain: boolean;
}

/** Items by the id of their pattern, which is the source file and the pointer. Plain data. */
export type Items = ReadonlyMap<string, Item>;

export const NO_ITEMS: Items = new Map();

/** The source file of a pattern: a pattern that is no item is one itself. */
export function sourceOf(items: Items, pattern: string): string {
  return items.get(pattern)?.source ?? pattern;
}

/** All patterns: the paths of files, and the ids of items, in the order of the files and of what stands in them. */
export interface Patterns {
  readonly specs: readonly string[];
  readonly items: Items;
}

/** Whether a source file may hold several documents; only parsing it tells for sure. */
export function mayBeSeveral(workspaceRoot: string, path: string): boolean {
  if (!isYaml(path)) return false;
  try {
    return mayHoldSeveral(readRegularText(join(workspaceRoot, path)));
  } catch {
    return false;
  }
}

/** A file's `@name`: its name without extensions. */
export function patternName(path: string): string {
  return posix.basename(path).replace(/(?<=.)\..*$/, '');
}
