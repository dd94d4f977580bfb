import { activeListeners, notifyListeners, type Listener, type ObservedThread } from './observed-thread';
import type { UserRead } from './user-read';

/**
 * Wraps `process.env` in a proxy that reports variables read by workspace code. Reads by packages and Node itself are
 * not reported.
 */
export function watchEnvironment(thread: ObservedThread): void {
  const { env } = process;
  const ask = (callee: (...args: never[]) => unknown, key: string | symbol): void => {
    if (typeof key === 'symbol') return;
    const listeners = activeListeners(thread);
    if (listeners.length === 0 || thread.setNames.has(key)) return;
    // `process.env.hasOwnProperty` is not a variable.
    if (key in Object.prototype && !Object.hasOwn(env, key)) return;
    notifyRead(listeners, callee, { kind: 'env', name: key }, `env ${key}`);
  };
  const written = (key: string | symbol): void => {
    if (typeof key === 'string' && activeListeners(thread).length > 0) thread.setNames.add(key);
  };
  const get = (target: NodeJS.ProcessEnv, key: string | symbol): unknown => {
    ask(get, key);
    return Reflect.get(target, key);
  };
  const has = (target: NodeJS.ProcessEnv, key: string | symbol): boolean => {
    ask(has, key);
    return Reflect.has(target, key);
  };
  const getOwnPropertyDescriptor = (
    target: NodeJS.ProcessEnv,
    key: string | symbol,
  ): PropertyDescriptor | undefined => {
    ask(getOwnPropertyDescriptor, key);
    return Reflect.getOwnPropertyDescriptor(target, key);
  };
  const ownKeys = (target: NodeJS.ProcessEnv): (string | symbol)[] => {
    notifyRead(activeListeners(thread), ownKeys, { kind: 'opaque', what: 'environment' }, 'opaque environment');
    return Reflect.ownKeys(target);
  };
  process.env = new Proxy(env, {
    get,
    has,
    getOwnPropertyDescriptor,
    ownKeys,
    // Without the receiver, so that the original environment converts the value to a string.
    set(target, key, value) {
      written(key);
      return Reflect.set(target, key, value);
    },
    defineProperty(target, key, property) {
      written(key);
      return Reflect.defineProperty(target, key, property);
    },
    deleteProperty(target, key) {
      written(key);
      return Reflect.deleteProperty(target, key);
    },
  });
}

function notifyRead(
  listeners: readonly Listener[],
  callee: (...args: never[]) => unknown,
  read: UserRead,
  key: string,
): void {
  if (listeners.every((listener) => listener.knows(key))) return;
  notifyListeners(listeners, callee, ({ kind }, _listener, [first]) =>
    kind === 'workspace' && first?.file.startsWith('node:') === false ? read : undefined,
  );
}
