import type { Diagnostic } from '../../diagnostics/diagnostic';
import { encodingProblem } from '../../diagnostics/encoding';
import { sha256OfParts } from '../../state/hash';
import { messageOf, placeFields, placeIn, stackOf } from '../render/stack-place';
import { LateError } from '../user-code/late-errors';
import { dataHash } from './data-hash';
import { patternName, type Item } from './item';
import { isProblems, itemsOf } from './items';
import { loadedSpec, type SourceEntry } from './loaded-sources';
import { NoDataError, plainData } from './plain-data';
import { escapePointer, setOwn } from './spec-places';
import { readsByPath } from '../graph/given-reads';
import type { Reader } from '../user-code/reader';

/** What a load module gets of a source file. */
export interface LoadedFile {
  readonly path: string;
  readonly name: string;
  /** Decoded when it is asked for. Throws where the bytes are no UTF-8. */
  readonly text: string;
  /** Nobody else has them. */
  readonly bytes: Uint8Array;
}

/** The default export of a load module. */
export type Load = (source: LoadedFile, tools: { readonly read: Reader['read'] }) => unknown;

/** A source file that a load module has read. */
export interface LoadedSource {
  readonly entry: SourceEntry;
  readonly data: unknown;
}

/** What it is made by. */
export interface Loading {
  readonly workspaceRoot: string;
  /** The option `items`. */
  readonly items: string | undefined;
  readonly load: Load;
  readonly reader: Reader;
  readonly fingerprint: string;
}

/** Calls the load module for one file; a list of what is wrong where something is, empty where a late error tells of it. */
export async function loadSource(path: string, bytes: Buffer, loading: Loading): Promise<LoadedSource | Diagnostic[]> {
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

/** The patterns of a source, by the id of each. */
export function itemsIn(source: string, { items }: SourceEntry): [id: string, item: Item][] {
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

/** The data, and a hash of each pattern's part by its pointer. */
interface Members {
  readonly data: unknown;
  readonly pointers: Record<string, string>;
}

function membersOf(path: string, result: unknown, items: string | undefined): Members | Diagnostic[] {
  if (isNothing(result)) return { data: null, pointers: {} };
  try {
    if (result instanceof Map) return ofMap(path, result, items);
    const data = plainData(result);
    if (items !== undefined) return atPointer(path, data, items);
    if (!Array.isArray(data)) return { data, pointers: { '': hashOf(data) } };
    return { data, pointers: Object.fromEntries(data.map((member, index) => [`/${index}`, hashOf(member)])) };
  } catch (error) {
    if (!(error instanceof NoDataError)) throw error;
    const at = error.pointer === '' ? 'what "load" gives' : `what "load" gives at ${error.pointer}`;
    return [noData(path, `${at} ${error.what}`)];
  }
}

function isNothing(result: unknown): boolean {
  if (result === undefined || result === null) return true;
  return (Array.isArray(result) && result.length === 0) || (result instanceof Map && result.size === 0);
}

/** Each entry is a pattern, in the order of the map; as a document, it is an object. */
function ofMap(path: string, map: Map<unknown, unknown>, items: string | undefined): Members | Diagnostic[] {
  const data = {};
  const pointers: Record<string, string> = {};
  for (const [key, value] of map) {
    if (typeof key !== 'string')
      return [noData(path, `what "load" gives is a Map with a key that is no text: ${String(key)}`)];
    const pointer = `/${escapePointer(key)}`;
    try {
      const member = plainData(value);
      setOwn(data, key, member);
      pointers[pointer] = hashOf(member);
    } catch (error) {
      throw error instanceof NoDataError ? new NoDataError(pointer + error.pointer, error.what) : error;
    }
  }
  return items === undefined ? { data, pointers } : atPointer(path, data, items);
}

function atPointer(path: string, data: unknown, items: string): Members | Diagnostic[] {
  const found = itemsOf(loadedSpec(path, data), items, '');
  if (isProblems(found)) return [...found];
  return { data, pointers: Object.fromEntries(found.map(([, { pointer, hash }]) => [pointer, hash])) };
}

/** All that {@link plainData} gives is no more than JSON can hold. */
function hashOf(data: unknown): string {
  return dataHash(data, true) ?? sha256OfParts([JSON.stringify(data)]);
}

function noData(path: string, message: string): Diagnostic {
  const hint = 'give what JSON can hold: objects, lists, texts, numbers, true, false and null';
  return { severity: 'error', code: 'load', message, file: path, hint };
}

/**
 * What a load module threw for a source. An error may carry `line` and `column`, both from 1, which are the place in
 * the source, and `hint`.
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
