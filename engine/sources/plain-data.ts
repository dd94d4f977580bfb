import { MAX_DEPTH } from './parse-spec';
import { escapePointer, setOwn } from './spec-places';

/** Why a value is no data, and where in it: a JSON Pointer. */
export class NoDataError extends Error {
  constructor(
    readonly pointer: string,
    readonly what: string,
  ) {
    super(what);
  }
}

/** More values than these come of an object that stands in many places, each of them many times. */
const MOST_VALUES = 20_000_000;

/**
 * A copy of a value that code has made, of what JSON can hold and nothing else: objects, lists, texts, finite numbers,
 * `true`, `false` and `null`. As in JSON, a property without a value is none, and an object that stands in two places
 * becomes two. Throws a {@link NoDataError} for anything that would be lost.
 */
export function plainData(value: unknown): unknown {
  const around = new Set<object>();
  let count = 0;
  const copy = (one: unknown, path: readonly string[]): unknown => {
    const fail = (what: string): never => {
      throw new NoDataError(path.map((key) => `/${escapePointer(key)}`).join(''), what);
    };
    if (++count > MOST_VALUES) return fail('has more than twenty million values');
    if (one === null || typeof one === 'string' || typeof one === 'boolean') return one;
    if (typeof one === 'number') {
      // A minus in front of 0 shows nowhere.
      return Number.isFinite(one) ? one + 0 : fail(`is ${one}`);
    }
    if (typeof one !== 'object') return fail(one === undefined ? 'is undefined' : `is a ${typeof one}`);
    if (around.has(one)) return fail('is an object that holds itself');
    if (path.length >= MAX_DEPTH) return fail(`is nested more than ${MAX_DEPTH} levels deep`);
    around.add(one);
    const made = Array.isArray(one)
      ? Array.from(one, (member: unknown, index) => copy(member, [...path, String(index)]))
      : copyObject(one);
    around.delete(one);
    return made;

    function copyObject(object: object): object {
      const prototype: unknown = Object.getPrototypeOf(object);
      if (prototype !== null && prototype !== Object.prototype) fail(`is ${kindOf(object)}`);
      const result = {};
      for (const [key, member] of Object.entries(object) as [string, unknown][]) {
        if (member !== undefined) setOwn(result, key, copy(member, [...path, key]));
      }
      return result;
    }
  };
  return copy(value, []);
}

function kindOf(object: object): string {
  const { name } = (object.constructor ?? {}) as { name?: unknown };
  return typeof name === 'string' && name !== '' ? `a ${name}` : 'an object with a prototype of its own';
}
