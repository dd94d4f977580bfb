import { isProxy } from 'node:util/types';

/**
 * One thing that is asked of a value: the own property `key` of an object, or, without a key, the names of all its
 * properties. The object is told by its number: the value itself is 0, and every object that an answer gives gets the
 * next number when it is seen first.
 */
export type Question = readonly [object: number, key?: string];

/** What was met cannot be told by questions and answers, so that nothing can be said of what was read. */
export class Doubt extends Error {}

/**
 * Asks a value questions, and writes down its answers. Whatever sees nothing of two values but these answers cannot
 * tell them apart: answers hold texts and numbers as they are, and of an object its kind and number, by which it
 * shows where the same object comes twice.
 *
 * Values are plain: what JSON and YAML know, in objects and lists without a prototype of their own, getters, symbols or
 * hidden properties. Anything else is a {@link Doubt}.
 */
export class Observation {
  private readonly objects: object[] = [];
  private readonly numbers = new Map<object, number>();
  /** In the order of the questions; the first one is what the value itself is. */
  readonly answers: string[] = [];

  constructor(value: unknown) {
    this.answers.push(this.describe(value));
  }

  /** Throws a {@link Doubt} where there is no answer, be it that no such object has been seen. */
  ask([number, key]: Question): void {
    const object = this.objects[number];
    if (!object) throw new Doubt();
    if (key === undefined) this.answers.push(JSON.stringify(namesOf(object)));
    else this.answers.push(Object.hasOwn(object, key) ? this.describe(valueOf(object, key)) : 'none');
  }

  /** The number of an object that an answer has given. */
  numberOf(object: object): number {
    const number = this.numbers.get(object);
    if (number === undefined) throw new Doubt();
    return number;
  }

  private describe(value: unknown): string {
    if (value === null) return 'null';
    switch (typeof value) {
      case 'string':
        // Hashed as it is, half of a character would be like any other half.
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
        throw new Doubt();
    }
  }

  private numbered(object: object): number {
    const known = this.numbers.get(object);
    if (known !== undefined) return known;
    this.numbers.set(object, this.objects.length);
    return this.objects.push(object) - 1;
  }
}

/** The value of an object's own property. */
export function valueOf(object: object, key: string): unknown {
  const property = Object.getOwnPropertyDescriptor(object, key);
  const isVisible = property?.enumerable === true || (key === 'length' && Array.isArray(object));
  if (!property || !('value' in property) || !isVisible) throw new Doubt();
  return property.value;
}

/** The names of a plain object's own properties, in their order; of a list, its length is among them. */
export function namesOf(object: object): string[] {
  return Object.getOwnPropertyNames(object);
}

/** The kind of a plain object. */
function kindOf(object: object): 'list' | 'object' | 'bare' {
  if (isProxy(object) || Object.getOwnPropertySymbols(object).length > 0) throw new Doubt();
  const prototype: unknown = Object.getPrototypeOf(object);
  if (Array.isArray(object)) {
    if (prototype === Array.prototype) return 'list';
  } else if (prototype === Object.prototype) return 'object';
  else if (prototype === null) return 'bare';
  throw new Doubt();
}
