/**
 * A read-only proxy of data that several patterns share, at any depth.
 *
 * @param name name of the data, for the error
 * @param onRead called on each read, at any depth
 */
export function readOnlyView(value: object, name: string, onRead: () => void): object {
  const views = new WeakMap<object, object>();
  const refuse = (): never => {
    throw new TypeError(`${name} cannot be changed: all patterns of the file see the same`);
  };
  const viewOf = (inner: unknown): unknown => {
    if (typeof inner !== 'object' || inner === null) return inner;
    const view = views.get(inner) ?? watch(inner);
    views.set(inner, view);
    return view;
  };
  const watch = (object: object): object =>
    new Proxy(object, {
      get: (target, key) => {
        onRead();
        return viewOf(Reflect.get(target, key));
      },
      has: (target, key) => {
        onRead();
        return Reflect.has(target, key);
      },
      ownKeys: (target) => {
        onRead();
        return Reflect.ownKeys(target);
      },
      getOwnPropertyDescriptor: (target, key) => {
        onRead();
        const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
        return descriptor && 'value' in descriptor ? { ...descriptor, value: viewOf(descriptor.value) } : descriptor;
      },
      set: refuse,
      defineProperty: refuse,
      deleteProperty: refuse,
      preventExtensions: refuse,
      setPrototypeOf: refuse,
    });
  return watch(value);
}
