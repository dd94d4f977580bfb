import { isProxy } from 'node:util/types';

/**
 * A question about a value: the own property `key` of an object, or, without a key, the names of all its properties.
 * Objects are numbered: the value itself is 0, and each object in an answer gets the next number when it first appears.
 */
export type Question = readonly [object: number, key?: string];

/** Thrown if a value cannot be described by questions and answers, so that reads of it cannot be recorded. */
export class UnobservableError extends Error {}

/**
 * Asks a value questions and records the answers. Code that sees only these answers cannot tell two values with equal
 * answers apart: answers contain primitive values literally, and objects by kind and number, which also shows shared
 * objects.
 *
 * Values have to be plain: JSON and YAML types in objects and arrays without a prototype of their own, getters, symbols
 * or hidden properties. Anything else throws an {@link UnobservableError}.
 */
export class Observation {
  private readonly objects: object[] = [];
  private readonly numbers = new Map<object, number>();
  /** In order of the questions; the first one describes the value itself. */
  readonly answers: string[] = [];

  constructor(value: unknown) {
    this.answers.push(this.describe(value));
  }

  /**
   * Records an answer. Throws an {@link UnobservableError} if there is none, for example because no object has this
   * number.
   */
  ask([number, key]: Question): void {
    const object = this.objects[number];
    if (!object) throw new UnobservableError();
    if (key === undefined) this.answers.push(JSON.stringify(namesOf(object)));
    else this.answers.push(Object.hasOwn(object, key) ? this.describe(valueOf(object, key)) : 'none');
  }

  /** The number of an object that appeared in an answer. */
  numberOf(object: object): number {
    const number = this.numbers.get(object);
    if (number === undefined) throw new UnobservableError();
    return number;
  }

  private describe(value: unknown): string {
    if (value === null) return 'null';
    switch (typeof value) {
      case 'string':
        // Escaped, because all lone surrogates would hash equally.
        return JSON.stringify(value);
      case 'number':
        return Object.is(value, -0) ? '-0' : String(value);
      case 'bigint':
        return `${value}n`;
      case 'boolean':
      case 'undefined':
        return String(value);
      case 'object':
        return `${kindOf(value)} ${this.numbered(value)}`;
      default:
        throw new UnobservableError();
    }
  }

  private numbered(object: object): number {
    const known = this.numbers.get(object);
    if (known !== undefined) return known;
    this.numbers.set(object, this.objects.length);
    return this.objects.push(object) - 1;
  }
}

/** Value of an object's own property. */
export function valueOf(object: object, key: string): unknown {
  const property = Object.getOwnPropertyDescriptor(object, key);
  const isVisible = property?.enumerable === true || (key === 'length' && Array.isArray(object));
  if (!property || !('value' in property) || !isVisible) throw new UnobservableError();
  return property.value;
}

/** Names of a plain object's own properties, in order; for an array, including `length`. */
export function namesOf(object: object): string[] {
  return Object.getOwnPropertyNames(object);
}

/** Kind of a plain object. */
function kindOf(object: object): 'list' | 'object' | 'bare' {
  if (isProxy(object) || Object.getOwnPropertySymbols(object).length > 0) throw new UnobservableError();
  const prototype: unknown = Object.getPrototypeOf(object);
  if (Array.isArray(object)) {
    if (prototype === Array.prototype) return 'list';
  } else if (prototype === Object.prototype) return 'object';
  else if (prototype === null) return 'bare';
  throw new UnobservableError();
}
