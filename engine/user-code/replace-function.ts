import { promisify } from 'node:util';

export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
export type Functions = Record<string, AnyFunction | undefined>;
type AnyClass = new (...args: unknown[]) => object;
type Before = (callee: (...args: never[]) => unknown, args: readonly unknown[]) => void;
/** Decides whether to make the call; returns the result for the caller. */
type Around = (call: () => unknown, callee: (...args: never[]) => unknown, args: readonly unknown[]) => unknown;

/**
 * Replaces a function of Node by one that behaves the same but calls `before` first. Does nothing if this version of
 * Node does not have the function.
 *
 * @param before gets the called function, to find its callers in the stack, and the arguments
 */
export function replaceFunction(owner: Functions, name: string, before: Before): void {
  replaceCall(owner, name, (call, callee, args) => {
    before(callee, args);
    return call();
  });
}

/** Replaces a function of Node by one that wraps each call. */
export function replaceCall(owner: Functions, name: string, around: Around): void {
  const original = owner[name];
  if (typeof original !== 'function') return;
  const replacement = withAround(original, around);
  for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(original))) {
    if (key !== 'prototype') Object.defineProperty(replacement, key, property);
  }
  const promisified = (original as { [promisify.custom]?: AnyFunction })[promisify.custom];
  if (promisified) {
    const value = withAround(promisified, around);
    Object.defineProperty(replacement, promisify.custom, { value, configurable: true });
  }
  owner[name] = replacement;
}

function withAround(original: AnyFunction, around: Around): AnyFunction {
  const replacement = function (this: unknown, ...args: unknown[]): unknown {
    return around(() => original.apply(this, args), replacement, args);
  };
  return replacement;
}

/** Replaces a class of Node by one that calls `before` first. */
export function replaceClass(owner: object, name: string, before: Before): void {
  const classes = owner as Record<string, AnyClass | undefined>;
  const original = classes[name];
  if (original === undefined) return;
  const construct = (target: AnyClass, args: unknown[], newTarget: AnyFunction): object => {
    before(construct, args);
    return Reflect.construct(target, args, newTarget) as object;
  };
  const apply = (target: AnyClass, self: unknown, args: unknown[]): unknown => {
    before(apply, args);
    return Reflect.apply(target, self, args);
  };
  classes[name] = new Proxy(original, { construct, apply });
}
