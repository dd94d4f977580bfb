import type { Diagnostic } from '../../diagnostics/diagnostic';
import { encodingProblem } from '../../diagnostics/encoding';
import { sha256OfParts } from '../../state/hash';
import { messageOf, placeFields, placeIn, stackOf } from '../render/stack-place';
import { LateError } from '../user-code/late-errors';
import { dataHash } from './data-hash';
import { patternName, type Item } from './item';
import { isProblems, itemsOf } from './items';
import { loadedSpec, type SourceEntry } from './loaded-sources';
import { InvalidDataError, plainData } from './plain-data';
import { escapePointer, setOwn } from './spec-places';
import { readsByPath } from '../graph/given-reads';
import type { Reader } from '../user-code/reader';

/** The source file as a load module gets it. */
export interface LoadedFile {
  readonly path: string;
  readonly name: string;
  /** Decoded on first access. Throws if the bytes are not UTF-8. */
  readonly text: string;
  /** A private copy. */
  readonly bytes: Uint8Array;
}

/** The default export of a load module. */
export type Load = (source: LoadedFile, tools: { readonly read: Reader['read'] }) => unknown;

/** A source file read by a load module. */
export interface LoadedSource {
  readonly entry: SourceEntry;
  readonly data: unknown;
}

export interface LoadContext {
  readonly workspaceRoot: string;
  /** The option `items`. */
  readonly items: string | undefined;
  readonly load: Load;
  readonly reader: Reader;
  readonly fingerprint: string;
}

/** Calls the load module for one file; returns the problems, or an empty list if a late error reports them. */
export async function loadSource(
  path: string,
  bytes: Buffer,
  loading: LoadContext,
): Promise<LoadedSource | Diagnostic[]> {
  const { reader, workspaceRoot, fingerprint } = loading;
  let broken: Diagnostic | undefined;
  const source: LoadedFile = {
    path,
    name: patternName(path),
    bytes: Uint8Array.from(bytes),
    get text() {
      broken = encodingProblem(path, bytes);
      if (broken) throw new Error(broken.message);
      return bytes.toString('utf8').replace(/^\uFEFF/, '');
    },
  };
  try {
    const result = await loading.load(source, { read: reader.read });
    if (reader.problems.length > 0) return [...reader.problems];
    const members = membersOf(path, result, loading.items);
    if (Array.isArray(members)) return members;
    const { data, pointers } = members;
    const entry: SourceEntry = {
      fingerprint,
      ...(reader.given.length > 0 ? { reads: readsByPath(reader.given) } : {}),
      data: hashOf(data),
      items: pointers,
    };
    return { entry, data };
  } catch (error) {
    if (error instanceof LateError) return [];
    if (reader.problems.length > 0) return [...reader.problems];
    return [broken ?? loadFailure(error, path, workspaceRoot)];
  }
}

/** The items of a source file, by pattern id. */
export function itemsOfEntry(source: string, { items }: SourceEntry): [id: string, item: Item][] {
  return Object.entries(items).map(([pointer, hash]) => {
    const known = { source, pointer, root: '', hash, isPlain: true };
    if (pointer === '') return [source, { ...known, key: undefined, name: patternName(source) }];
    const key = keyOf(pointer);
    return [`${source}#${pointer}`, { ...known, key, name: key }];
  });
}

function keyOf(pointer: string): string {
  return pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}

/** The data, and the hash of each pattern's part by pointer. */
interface SourceMembers {
  readonly data: unknown;
  readonly pointers: Record<string, string>;
}

function membersOf(path: string, result: unknown, items: string | undefined): SourceMembers | Diagnostic[] {
  if (isNothing(result)) return { data: null, pointers: {} };
  try {
    if (result instanceof Map) return fromMap(path, result, items);
    const data = plainData(result);
    if (items !== undefined) return fromPointer(path, data, items);
    if (!Array.isArray(data)) return { data, pointers: { '': hashOf(data) } };
    return { data, pointers: Object.fromEntries(data.map((member, index) => [`/${index}`, hashOf(member)])) };
  } catch (error) {
    if (!(error instanceof InvalidDataError)) throw error;
    const at = error.pointer === '' ? 'what "load" gives' : `what "load" gives at ${error.pointer}`;
    return [invalidData(path, `${at} ${error.what}`)];
  }
}

function isNothing(result: unknown): boolean {
  if (result === undefined || result === null) return true;
  return (Array.isArray(result) && result.length === 0) || (result instanceof Map && result.size === 0);
}

/** Each entry of the map is a pattern, in order; the map becomes an object. */
function fromMap(path: string, map: Map<unknown, unknown>, items: string | undefined): SourceMembers | Diagnostic[] {
  const data = {};
  const pointers: Record<string, string> = {};
  for (const [key, value] of map) {
    if (typeof key !== 'string')
      return [invalidData(path, `what "load" gives is a Map with a key that is not a string: ${String(key)}`)];
    const pointer = `/${escapePointer(key)}`;
    try {
      const member = plainData(value);
      setOwn(data, key, member);
      pointers[pointer] = hashOf(member);
    } catch (error) {
      throw error instanceof InvalidDataError ? new InvalidDataError(pointer + error.pointer, error.what) : error;
    }
  }
  return items === undefined ? { data, pointers } : fromPointer(path, data, items);
}

function fromPointer(path: string, data: unknown, items: string): SourceMembers | Diagnostic[] {
  const found = itemsOf(loadedSpec(path, data), items, '');
  if (isProblems(found)) return [...found];
  return { data, pointers: Object.fromEntries(found.map(([, { pointer, hash }]) => [pointer, hash])) };
}

/** JSON can represent everything that {@link plainData} returns. */
function hashOf(data: unknown): string {
  return dataHash(data, true) ?? sha256OfParts([JSON.stringify(data)]);
}

function invalidData(path: string, message: string): Diagnostic {
  const hint = 'give what JSON can hold: objects, lists, texts, numbers, true, false and null';
  return { severity: 'error', code: 'load', message, file: path, hint };
}

/**
 * The error that a load module threw for a source. It may have `line` and `column`, both from 1, of a place in the
 * source, and `hint`.
 */
function loadFailure(error: unknown, path: string, workspaceRoot: string): Diagnostic {
  const { line, column, hint } = (error ?? {}) as { line?: unknown; column?: unknown; hint?: unknown };
  const thrown = placeIn(stackOf(error), workspaceRoot);
  const inSource = typeof line === 'number' && line >= 1;
  const place = inSource
    ? placeFields({ file: path, line, ...(typeof column === 'number' ? { column } : {}) }, workspaceRoot)
    : thrown
      ? placeFields(thrown, workspaceRoot)
      : { file: path };
  const help =
    typeof hint === 'string' ? hint : inSource && thrown ? `thrown at ${thrown.file}:${thrown.line}` : undefined;
  return {
    severity: 'error',
    code: 'load',
    message: `loading ${path} failed: ${messageOf(error, workspaceRoot)}`,
    ...place,
    ...(help === undefined ? {} : { hint: help }),
  };
}
