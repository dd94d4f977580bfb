import { escapePointer } from './spec-places';

interface ExternalRef {
  readonly message: string;
  readonly hint: string;
  /** JSON Pointer of the reference. */
  readonly pointer: string;
}

/**
 * The first reference of a schema to another file. It would be read although it is not an input of the target, so changes
 * would be missed. References inside the schema, by pointer or `$id`, are allowed.
 */
export function externalRef(schema: unknown): ExternalRef | undefined {
  const ids = new Set<string>();
  const refs: { ref: string; pointer: string }[] = [];
  const stack: { value: unknown; pointer: string }[] = [{ value: schema, pointer: '' }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    if (top.value === null || typeof top.value !== 'object') continue;
    for (const [key, value] of Object.entries(top.value).reverse()) {
      const pointer = `${top.pointer}/${escapePointer(key)}`;
      if (key === '$id' && typeof value === 'string') ids.add(value);
      if ((key === '$ref' || key === '$dynamicRef') && typeof value === 'string') refs.push({ ref: value, pointer });
      // Skip values that are not schemas: a property may be called "$ref".
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

/** True for relative paths with a file extension; URLs are left to the validator. */
function isFile(ref: string): boolean {
  const path = ref.split('#')[0] ?? '';
  return path !== '' && !/^[a-z][a-z0-9+.-]+:/i.test(path) && /\.(json|ya?ml)$/i.test(path);
}

/** True if an `$id` inside the schema matches the reference. */
function resolves(ref: string, id: string): boolean {
  const path = ref.split('#')[0] ?? '';
  return id === path || id.endsWith(`/${path.replace(/^\.\//, '')}`);
}
