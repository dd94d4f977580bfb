import Ajv, { type AnySchemaObject } from 'ajv';
import { parse } from 'jsonc-parser';
import { Refusal } from '../refusal';
import { isObject } from '../workflow-file/read';

const MAX_DEPTH = 20;

/**
 * A minimal value that satisfies a JSON Schema: required properties only, with the schema's defaults and
 * examples, and the pattern's name for strings. Pure.
 */
export function minimalSpec(file: string, schemaText: string, name: string): unknown {
  const schema: unknown = parse(schemaText);
  if (!isObject(schema)) return new Refusal(`${file} is not a JSON Schema`, 'correct it first');
  const value = least(schema, schema, name, 0);
  const problem = check(schema, value);
  if (problem === undefined) return value;
  return new Refusal(
    `no first spec can be made from ${file}: ${problem}`,
    'write the first one by hand; further ones can be copies of it',
  );
}

function least(schema: unknown, root: Record<string, unknown>, name: string, depth: number): unknown {
  if (!isObject(schema) || depth > MAX_DEPTH) return name;
  const { $ref, examples, enum: values, type } = schema;
  if (typeof $ref === 'string') return least(resolve($ref, root), root, name, depth + 1);
  if ('const' in schema) return schema['const'];
  if ('default' in schema) return schema['default'];
  if (Array.isArray(examples) && examples.length > 0) return examples[0] as unknown;
  if (Array.isArray(values) && values.length > 0) return values[0] as unknown;
  const choice: unknown = [schema['oneOf'], schema['anyOf'], schema['allOf']].find(Array.isArray)?.[0];
  if (choice !== undefined && type === undefined) return least(choice, root, name, depth + 1);
  switch (Array.isArray(type) ? (type[0] as unknown) : (type ?? ('properties' in schema ? 'object' : 'string'))) {
    case 'object':
      return leastObject(schema, root, name, depth);
    case 'array':
      return Array.from({ length: Number(schema['minItems'] ?? 0) }, () =>
        least(schema['items'], root, name, depth + 1),
      );
    case 'integer':
    case 'number':
      return Number(schema['minimum'] ?? 0);
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return name;
  }
}

function leastObject(
  schema: Record<string, unknown>,
  root: Record<string, unknown>,
  name: string,
  depth: number,
): unknown {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? (schema['required'] as string[]) : [];
  const entries = required.map((key): [string, unknown] => [key, least(properties[key], root, name, depth + 1)]);
  if (entries.length === 0 && Number(schema['minProperties'] ?? 0) > 0) {
    entries.push(['example', least(schema['additionalProperties'], root, name, depth + 1)]);
  }
  return Object.fromEntries(entries);
}

function resolve(reference: string, root: Record<string, unknown>): unknown {
  if (!reference.startsWith('#/')) return undefined;
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>(
      (at, part) => (isObject(at) ? at[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
      root,
    );
}

function check(schema: Record<string, unknown>, value: unknown): string | undefined {
  try {
    const { $schema: _, ...rest } = schema;
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(rest as AnySchemaObject);
    if (validate(value)) return undefined;
    const [first] = validate.errors ?? [];
    return `${first?.instancePath ?? ''} ${first?.message ?? ''}`.trim();
  } catch (error) {
    return (error as Error).message;
  }
}
