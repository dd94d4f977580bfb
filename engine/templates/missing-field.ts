import { InheritedPropertyError } from './inherited-property';

/** Name of the helper that checks fields. Templates cannot call it by name. */
export const FIELD_HELPER = 'nx-workflow-field';

/** Thrown if a template shows a field that the data does not have. */
export class MissingFieldError extends Error {
  /**
   * @param shown the path in the template, up to the missing field
   * @param known the fields that exist instead
   */
  constructor(
    message: string,
    readonly shown: string,
    readonly field: string,
    readonly known: readonly string[],
  ) {
    super(message);
  }
}

/** The last argument that Handlebars passes to a helper. */
interface HelperOptions {
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * Implements {@link FIELD_HELPER}: returns the value at a path as Handlebars would, and throws if a part of the path
 * does not exist. Null values exist.
 *
 * @param from the object that the path starts from
 * @param lead how the template writes that object: `` for the current one, `../`, `@root.`, `item.`
 */
export function requireField(this: unknown, from: unknown, lead: unknown, ...more: unknown[]): unknown {
  const options = more.pop() as HelperOptions;
  const parts = more as string[];
  const start = String(lead);
  if (start.startsWith('@') && from === undefined) {
    const [name = ''] = start.split('.');
    const known = Object.keys(options.data ?? {}).filter((one) => !one.startsWith('_'));
    throw new MissingFieldError(
      `there is no "${name}"`,
      name,
      name,
      known.map((one) => `@${one}`),
    );
  }
  let value = from;
  for (const [at, part] of parts.entries()) {
    const owner = value;
    value = ownField(owner, part);
    if (value !== undefined) continue;
    const whole = start + parts.slice(0, at).join('.');
    const place = whole.replace(/[./]$/, '');
    const message = `there is no field "${part}"${place === '' ? '' : ` in "${place}"`}`;
    const shown = start + parts.slice(0, at + 1).join('.');
    throw new MissingFieldError(message, shown, part, isObject(owner) ? Object.keys(owner) : []);
  }
  return typeof value === 'function' ? (value as () => unknown).call(this) : value;
}

function ownField(owner: unknown, name: string): unknown {
  if (owner === null || owner === undefined) return undefined;
  const value = (owner as Record<string, unknown>)[name];
  if (value === undefined || value === null || Object.prototype.hasOwnProperty.call(owner, name)) return value;
  if (typeof value === 'function') return undefined;
  throw new InheritedPropertyError(name);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
