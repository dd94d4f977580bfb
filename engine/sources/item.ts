import { join, posix } from 'node:path';
import { readRegularText } from '../../state/regular-file';
import { isYaml, mayBeMultiDocument } from './yaml-documents';

/**
 * A pattern that is a part of a source file: a member of the object or list at the option `items`, a document of a
 * multi-document file, or a part of what a load module returned.
 */
export interface Item {
  /** The source file, relative to the workspace. */
  readonly source: string;
  /** Key of the member; for a list or a document, its index. Undefined for everything that a load module returned. */
  readonly key: string | undefined;
  readonly name: string;
  /** JSON Pointer to the member; in a multi-document file, its first part is the index of the document. */
  readonly pointer: string;
  /** JSON Pointer to the value of `@source`. */
  readonly root: string;
  /** sha256 of the member's data, or of its source if {@link isPlain} is false. */
  readonly hash: string;
  /** True if JSON can represent the member. */
  readonly isPlain: boolean;
}

/** Items by pattern id: the source file and the pointer. Plain data. */
export type Items = ReadonlyMap<string, Item>;

export const NO_ITEMS: Items = new Map();

/** The source file of a pattern. A pattern that is not an item is a source file itself. */
export function sourceOf(items: Items, pattern: string): string {
  return items.get(pattern)?.source ?? pattern;
}

/** All patterns: paths of files and ids of items, in the order of the files and their contents. */
export interface Patterns {
  readonly specs: readonly string[];
  readonly items: Items;
}

/** True if a source file may hold several documents; only parsing tells for sure. */
export function mayHaveDocuments(workspaceRoot: string, path: string): boolean {
  if (!isYaml(path)) return false;
  try {
    return mayBeMultiDocument(readRegularText(join(workspaceRoot, path)));
  } catch {
    return false;
  }
}

/** The `@name` of a file: its name without extensions. */
export function patternName(path: string): string {
  return posix.basename(path).replace(/(?<=.)\..*$/, '');
}
