import type { Diagnostic } from '../../diagnostics/diagnostic';
import { didYouMean } from '../../diagnostics/suggest';
import { sha256OfParts } from '../../state/hash';
import { dataHash } from './data-hash';
import { readSource } from './source-file';
import type { Spec } from './spec';
import { escapePointer, splitPointer } from './spec-places';

/** A pattern that is a part of a source file: one member of the object or list that the option `items` points to. */
export interface Item {
  /** The source file, relative to the workspace. */
  readonly source: string;
  /** The member's key; in a list, its index. */
  readonly key: string;
  /** JSON Pointer to the member. */
  readonly pointer: string;
  /** sha256 of the member's data. */
  readonly hash: string;
}

/** Items by the id of their pattern, which is the source file and the pointer. Plain data. */
export type Items = ReadonlyMap<string, Item>;

export const NO_ITEMS: Items = new Map();

/**
 * The items of all source files, in the order of the files and of what stands in them.
 *
 * @param files relative to the workspace
 * @param hashes sha256 by path
 */
export function findItems(
  workspaceRoot: string,
  pointer: string,
  files: readonly string[],
  hashes: Readonly<Record<string, string>>,
): Items | Diagnostic[] {
  const items = new Map<string, Item>();
  const problems: Diagnostic[] = [];
  for (const path of files) {
    const source = readSource(workspaceRoot, path, hashes[path] ?? '');
    const own = Array.isArray(source) ? source : itemsOf(source, pointer, hashes[path] ?? '');
    if (isProblems(own)) problems.push(...own);
    else for (const [id, item] of own) items.set(id, item);
  }
  return problems.length > 0 ? problems : items;
}

/** The items of one source file, or why there are none. */
function itemsOf(source: Spec, pointer: string, fileHash: string): [id: string, item: Item][] | Diagnostic[] {
  const found = valueAt(source, pointer);
  if ('problem' in found) return [found.problem];
  return Object.entries(found.value).map(([key, data]): [string, Item] => {
    const own = `${pointer}/${escapePointer(key)}`;
    // What is more than JSON can hold (`.inf` in YAML) is known by the whole file.
    const hash = dataHash(data, true) ?? sha256OfParts([own, fileHash]);
    return [`${source.path}#${own}`, { source: source.path, key, pointer: own, hash }];
  });
}

/** The item as a spec of its own, with data that nobody else has; places count in the source file. */
export function itemSpec(source: Spec, { key, pointer }: Item): Spec {
  const parent = valueAt(source, pointer.slice(0, pointer.lastIndexOf('/')));
  const data: unknown = 'problem' in parent ? undefined : (parent.value as Record<string, unknown>)[key];
  return {
    ...source,
    data: structuredClone(data),
    locate: (inItem, part) => source.locate(`${pointer}${inItem}`, part),
  };
}

type Members = Readonly<Record<string, unknown>> | readonly unknown[];

/** The object or list at a pointer, or what is there instead. */
function valueAt(source: Spec, pointer: string): { readonly value: Members } | { readonly problem: Diagnostic } {
  let value: unknown = source.data;
  let passed = '';
  for (const name of splitPointer(pointer)) {
    const members = membersOf(value);
    if (!members || !Object.hasOwn(members, name)) {
      const message = `the option "items" is "${pointer}", and there is no "${name}" here`;
      const hint = members ? didYouMean(name, Object.keys(members)) : 'this is no object or list';
      return { problem: { severity: 'error', code: 'items', message, ...source.locate(passed), hint } };
    }
    value = (members as Record<string, unknown>)[name];
    passed += `/${escapePointer(name)}`;
  }
  const members = membersOf(value);
  if (members) return { value: members };
  const message = `the option "items" is "${pointer}", which is no object or list`;
  const hint = 'point to an object or a list: each of its members is a pattern';
  return { problem: { severity: 'error', code: 'items', message, ...source.locate(pointer), hint } };
}

function membersOf(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null ? (value as Members) : undefined;
}

function isProblems(found: readonly (Diagnostic | readonly [string, Item])[]): found is readonly Diagnostic[] {
  return found[0] !== undefined && 'severity' in found[0];
}
