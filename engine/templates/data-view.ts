/** Views by original, and originals by view. */
const views = new WeakMap<object, object>();
const originals = new WeakMap<object, object>();

/**
 * A read-only proxy of data for function templates: all templates of a pattern share the data. Modifying it at any
 * depth throws. The same data has the same view. Only arrays and plain objects are wrapped; other values that a prepare
 * module may return (dates, maps, class instances) are passed as they are.
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

/** The original of a view; any other value itself. */
export function originalOf<T>(value: T): T {
  return isObject(value) ? ((originals.get(value) as T | undefined) ?? value) : value;
}

function viewOf(object: object): object {
  return new Proxy(object, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      // A proxy has to return the original value of a non-configurable read-only property.
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
  // The stack starts at the code that tried to modify the data.
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
