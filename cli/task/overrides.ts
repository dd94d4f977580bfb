/** The part of a JSON Schema that determines how a value from the command line is converted. */
export interface OptionSchema {
  readonly type?: string | readonly string[];
  readonly oneOf?: readonly OptionSchema[];
  readonly items?: OptionSchema | readonly OptionSchema[];
}

/** The part of an executor's schema that is used here. */
export interface ExecutorSchema {
  readonly properties: Readonly<Record<string, OptionSchema>>;
}

/**
 * Parses the options after `--` as `nx run` does: `--output-dir=x`, `--outputDir x`, `--verbose`, `--no-verbose`,
 * `--optimizations.templateCache=false`. Each replaces the whole value of the target's option.
 *
 * @param schema determines types: `"4"` becomes a number if the option is one, `a,b` a list
 */
export function parseOverrides(args: readonly string[], schema: ExecutorSchema): Record<string, unknown> {
  const parse = require('yargs-parser') as (args: readonly string[], options: object) => Record<string, unknown>;
  const parsed = parse([...args], { configuration: { 'camel-case-expansion': false, 'dot-notation': true } });
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(parsed)) {
    if (key === '_' && (value as unknown[]).length === 0) continue;
    const camel = camelCase(key);
    const name = schema.properties[camel] ? camel : key;
    result[name] = coerce(value, Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined);
  }
  return result;
}

/** Follows Nx: a dash that is not the first or second character capitalizes the next letter. */
function camelCase(name: string): string {
  if (name.indexOf('-') <= 1) return name;
  return name.toLowerCase().replace(/-(.)/g, (_match, letter: string) => letter.toUpperCase());
}

/** Converts a text to the schema's type as Nx does; remaining type errors are reported by the validation of options. */
function coerce(value: unknown, schema: OptionSchema | undefined): unknown {
  if (!schema || typeof value !== 'string') return value;
  const choices =
    schema.oneOf ?? (Array.isArray(schema.type) ? schema.type.map((type: string) => ({ type })) : undefined);
  if (choices) {
    for (const choice of choices) {
      const coerced = coerce(value, choice);
      if (coerced !== value) return coerced;
    }
    return value;
  }
  if (schema.type === 'boolean' && /true|false/.test(value)) return value === 'true';
  if ((schema.type === 'number' || schema.type === 'integer') && !Number.isNaN(Number(value))) return Number(value);
  if (schema.type !== 'array') return value;
  const items = Array.isArray(schema.items) ? undefined : (schema.items as OptionSchema | undefined);
  return value.split(',').map((item) => coerce(item, items));
}
