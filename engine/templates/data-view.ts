/** Views by what they show, and the other way round. */
const views = new WeakMap<object, object>();
const originals = new WeakMap<object, object>();

/**
 * A view of data for code that must not change it: templates of one pattern see the same data. It reads as the data, and
 * changing it at any depth is an error. The same data has the same view. Only lists and plain objects are shown so; what
 * else a prepare module may give (dates, maps, instances of classes) is handed out as it is.
 */
export function dataView<T>(value: T): T {
  if (!isContainer(value) || originals.has(value)) return value;
  const known = views.get(value);
  if (known) return known as T;
  const view = viewOf(value);
  views.set(value, view);
  originals.set(view, value);
  return view as T;
}

/** The data behind a view; anything else as it is. */
export function originalOf<T>(value: T): T {
  return isObject(value) ? ((originals.get(value) as T | undefined) ?? value) : value;
}

function viewOf(object: object): object {
  return new Proxy(object, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      // Of a property that can never be another, a proxy has to show the value itself.
      return isObject(value) && !isFixed(target, key) ? dataView(value) : value;
    },
    getOwnPropertyDescriptor: (target, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
      const isData = descriptor && 'value' in descriptor && !isFixed(target, key);
      return isData ? { ...descriptor, value: dataView(descriptor.value as unknown) } : descriptor;
    },
    set: refuse,
    defineProperty: refuse,
    deleteProperty: refuse,
    preventExtensions: refuse,
    setPrototypeOf: refuse,
  });
}

function refuse(): never {
  const error = new TypeError("a template cannot change its data: the pattern's other templates see the same");
  // The stack begins at the code that tried to.
  Error.captureStackTrace(error, refuse);
  throw error;
}

function isFixed(target: object, key: string | symbol): boolean {
  const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
  return descriptor?.configurable === false && descriptor.writable === false;
}

function isContainer(value: unknown): value is object {
  if (!isObject(value)) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
