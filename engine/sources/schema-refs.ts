import { escapePointer } from './spec-places';

interface RefElsewhere {
  readonly message: string;
  readonly hint: string;
  /** JSON Pointer of the reference. */
  readonly pointer: string;
}

/**
 * The first reference of a schema to another file. It would be read although it is no input of the target, so that
 * a change of it went unnoticed; references inside of the schema, by pointer or by `$id`, are fine.
 */
export function refElsewhere(schema: unknown): RefElsewhere | undefined {
  const ids = new Set<string>();
  const refs: { ref: string; pointer: string }[] = [];
  const stack: { value: unknown; pointer: string }[] = [{ value: schema, pointer: '' }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    if (top.value === null || typeof top.value !== 'object') continue;
    for (const [key, value] of Object.entries(top.value).reverse()) {
      const pointer = `${top.pointer}/${escapePointer(key)}`;
      if (key === '$id' && typeof value === 'string') ids.add(value);
      if ((key === '$ref' || key === '$dynamicRef') && typeof value === 'string') refs.push({ ref: value, pointer });
      // What is no schema: a property may be called "$ref".
      else if (!['const', 'enum', 'default', 'examples'].includes(key)) stack.push({ value, pointer });
    }
  }
  const found = refs.find(({ ref }) => isFile(ref) && ![...ids].some((id) => resolves(ref, id)));
  if (!found) return undefined;
  return {
    message: `the schema refers to another file, ${JSON.stringify(found.ref)}, and other files are not followed`,
    hint: 'put what it refers to under "$defs" of this schema, and refer to "#/$defs/…"',
    pointer: found.pointer,
  };
}

/** Relative names with an extension; an address is for the validator to know or not. */
function isFile(ref: string): boolean {
  const path = ref.split('#')[0] ?? '';
  return path !== '' && !/^[a-z][a-z0-9+.-]+:/i.test(path) && /\.(json|ya?ml)$/i.test(path);
}

/** Whether a schema inside of this one has that name. */
function resolves(ref: string, id: string): boolean {
  const path = ref.split('#')[0] ?? '';
  return id === path || id.endsWith(`/${path.replace(/^\.\//, '')}`);
}
