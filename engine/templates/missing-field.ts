import { InheritedPropertyError } from './inherited-property';

/** The helper that templates with checked fields call; a template cannot name it. */
export const FIELD_HELPER = 'nx-workflow-field';

/** A template shows a field that the data has not. */
export class MissingFieldError extends Error {
  /**
   * @param shown what the template names, as far as the field that is missing
   * @param known the fields that are there in its place
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

/** What Handlebars passes last to a helper. */
interface HelperOptions {
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * What {@link FIELD_HELPER} does: the value that a path names, as Handlebars would find it, where all of the path is
 * there. A value that is null is there.
 *
 * @param from the object that the path begins at
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
