import type { Diagnostic } from '../../diagnostics/diagnostic';
import { didYouMean } from '../../diagnostics/suggest';
import { sha256OfParts } from '../../state/hash';
import { copyOfPlain, dataHash } from './data-hash';
import { mayHaveDocuments, patternName, type Item, type Patterns } from './item';
import type { Documents } from './source-file';
import type { Spec } from './spec';
import { escapePointer, splitPointer } from './spec-places';

/**
 * Finds the patterns in source files.
 *
 * @param pointer the option `items`
 * @param files relative to the workspace
 * @param hashes sha256 by path; none for a file that cannot be read
 * @param isKnown tells if a file is known to be one pattern, so that it need not be parsed
 */
export function findPatterns(
  workspaceRoot: string,
  documents: Documents,
  pointer: string | undefined,
  files: readonly string[],
  hashes: Readonly<Record<string, string>>,
  isKnown: (path: string) => boolean,
): Patterns | Diagnostic[] {
  const specs: string[] = [];
  const items = new Map<string, Item>();
  const problems: Diagnostic[] = [];
  for (const path of files) {
    const hash = hashes[path] ?? '';
    if (pointer === undefined && (isKnown(path) || !mayHaveDocuments(workspaceRoot, path))) {
      specs.push(path);
      continue;
    }
    const source = documents.read(path, hash);
    const isBroken = Array.isArray(source);
    if (pointer === undefined && (isBroken || !source.isMultiDocument)) {
      // Loading the pattern reports the problem of its file.
      specs.push(path);
      continue;
    }
    const own = isBroken ? source : itemsOf(source, pointer, hash);
    if (isProblems(own)) problems.push(...own);
    else {
      for (const [id, item] of own) {
        specs.push(id);
        items.set(id, item);
      }
    }
  }
  return problems.length > 0 ? problems : { specs, items };
}

/** The items of a source file, or the problems. */
export function itemsOf(
  source: Spec,
  items: string | undefined,
  fileHash: string,
): [id: string, item: Item][] | Diagnostic[] {
  const documents = source.isMultiDocument ? Object.keys(source.data as object).map((index) => `/${index}`) : [''];
  // Without the option, the documents are the members of the file.
  const places =
    items === undefined ? [{ root: '', pointer: '' }] : documents.map((root) => ({ root, pointer: root + items }));
  const found: [id: string, item: Item][] = [];
  const problems: Diagnostic[] = [];
  for (const { root, pointer } of places) {
    const members = valueAt(source, root, pointer.slice(root.length));
    if ('problem' in members) {
      problems.push(members.problem);
      continue;
    }
    for (const [key, data] of Object.entries(members.value)) {
      const own = `${pointer}/${escapePointer(key)}`;
      const name = items === undefined ? `${patternName(source.path)}-${key}` : key;
      const ofData = dataHash(data, true);
      // Data that JSON cannot represent (`.inf` in YAML) is hashed by the whole file.
      const known = { hash: ofData ?? sha256OfParts([own, fileHash]), isPlain: ofData !== undefined };
      found.push([`${source.path}#${own}`, { source: source.path, key, name, pointer: own, root, ...known }]);
    }
  }
  return problems.length > 0 ? problems : found;
}

/** The item as a spec of its own, with a private copy of the data. Places refer to the source file. */
export function itemSpec(source: Spec, { pointer, isPlain }: Item): Spec {
  const data = partAt(source, pointer);
  return {
    path: source.path,
    data: isPlain ? copyOfPlain(data) : structuredClone(data),
    locate: (inItem, part) => source.locate(`${pointer}${inItem}`, part),
  };
}

/** The value at a pointer, which must exist. */
export function partAt(source: Spec, pointer: string): unknown {
  let value = source.data;
  for (const name of splitPointer(pointer)) value = (value as Record<string, unknown>)[name];
  return value;
}

type Members = Readonly<Record<string, unknown>> | readonly unknown[];

/** The object or list at the pointer of the option `items` in a document, or the problem. */
function valueAt(
  source: Spec,
  root: string,
  pointer: string,
): { readonly value: Members } | { readonly problem: Diagnostic } {
  let value = partAt(source, root);
  let passed = root;
  for (const name of splitPointer(pointer)) {
    const members = membersOf(value);
    if (!members || !Object.hasOwn(members, name)) {
      const message = `the option "items" is "${pointer}", and there is no "${name}" here`;
      const hint = members ? didYouMean(name, Object.keys(members)) : 'this is not an object or list';
      return { problem: { severity: 'error', code: 'items', message, ...source.locate(passed), hint } };
    }
    value = (members as Record<string, unknown>)[name];
    passed += `/${escapePointer(name)}`;
  }
  const members = membersOf(value);
  if (members) return { value: members };
  const message = `the option "items" is "${pointer}", which is not an object or list`;
  const hint = 'point to an object or a list: each of its members is a pattern';
  return { problem: { severity: 'error', code: 'items', message, ...source.locate(passed), hint } };
}

function membersOf(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null ? (value as Members) : undefined;
}

export function isProblems(found: readonly (Diagnostic | readonly [string, Item])[]): found is readonly Diagnostic[] {
  return found[0] !== undefined && 'severity' in found[0];
}
