import { MAX_DEPTH } from './parse-spec';
import { escapePointer, setOwn } from './spec-places';

/** The reason why a value is not plain data, with the JSON Pointer of the part. */
export class InvalidDataError extends Error {
  constructor(
    readonly pointer: string,
    readonly what: string,
  ) {
    super(what);
  }
}

/** Only objects that are shared many times exceed this number of values. */
const MAX_VALUES = 20_000_000;

/**
 * Copies a value that code returned, allowing only JSON types: objects, arrays, strings, finite numbers, `true`,
 * `false` and `null`. As in JSON, undefined properties are dropped, and a shared object is duplicated. Throws an {@link
 * InvalidDataError} for anything that would be lost.
 */
export function plainData(value: unknown): unknown {
  const around = new Set<object>();
  let count = 0;
  const copy = (one: unknown, path: readonly string[]): unknown => {
    const fail = (what: string): never => {
      throw new InvalidDataError(path.map((key) => `/${escapePointer(key)}`).join(''), what);
    };
    if (++count > MAX_VALUES) return fail('has more than twenty million values');
    if (one === null || typeof one === 'string' || typeof one === 'boolean') return one;
    if (typeof one === 'number') {
      // Turns -0 into 0.
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
