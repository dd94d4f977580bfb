import { sha256 } from '../../state/hash';
import { setOwn } from './spec-places';

/**
 * sha256 of a pattern's data: with equal hashes, templates, helpers and library files see the same. Undefined if JSON
 * cannot represent the data exactly (functions, classes, sparse arrays, non-finite numbers, shared objects).
 *
 * The order of keys counts, since `each` shows it.
 *
 * @param isParsed true for unmodified data from a parser, without accessors or hidden properties
 */
export function dataHash(data: unknown, isParsed: boolean): string | undefined {
  return isExactJson(data, new Set(), isParsed) ? hashOfExactJson(data) : undefined;
}

/** The {@link dataHash} of data that is known to be exact. */
export function hashOfExactJson(data: unknown): string {
  return sha256(JSON.stringify(data));
}

/** Copies data that comes from a parser and has a {@link dataHash}, in a fraction of the time of `structuredClone`. */
export function copyOfPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOfPlain);
  const copy = {};
  for (const key of Object.keys(value)) setOwn(copy, key, copyOfPlain((value as Record<string, unknown>)[key]));
  return copy;
}

/** True if a JSON round trip yields exactly this value. */
function isExactJson(value: unknown, seen: Set<object>, isParsed: boolean): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object' || seen.has(value)) return false;
  seen.add(value);
  if (Array.isArray(value)) {
    if (!isParsed && !isPlainList(value)) return false;
    for (const item of value as unknown[]) if (!isExactJson(item, seen, isParsed)) return false;
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  if (!isParsed && !isPlainObject(value)) return false;
  for (const key of Object.keys(value)) {
    if (!isExactJson((value as Record<string, unknown>)[key], seen, isParsed)) return false;
  }
  return true;
}

function isPlainList(list: readonly unknown[]): boolean {
  return Object.getPrototypeOf(list) === Array.prototype && Object.getOwnPropertyNames(list).length === list.length + 1;
}

/** True without symbols, accessors and non-enumerable properties. */
function isPlainObject(value: object): boolean {
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  return Object.getOwnPropertyNames(value).every((key) => {
    const property = Object.getOwnPropertyDescriptor(value, key);
    return property?.enumerable === true && 'value' in property;
  });
}
