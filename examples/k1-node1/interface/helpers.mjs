// @ts-check
/**
 * @typedef {{ $ref?: string, type?: string, enum?: string[], items?: Schema, properties?: Record<string, Schema>,
 *   required?: string[], description?: string }} Schema
 */

/** The TypeScript type of a schema. @param {Schema} schema @returns {string} */
export function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ') || 'never';
  if (schema.type === 'array') return `readonly (${typeOf(schema.items ?? {})})[]`;
  if (schema.type === 'integer') return 'number';
  if (schema.type !== 'object') return schema.type ?? 'unknown';
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const doc = field.description ? `  /** ${field.description} */\n` : '';
    return `${doc}  readonly ${name}${schema.required?.includes(name) ? '' : '?'}: ${typeOf(field)};\n`;
  });
  return `{\n${fields.join('')}}`;
}

/** A schema as JSON, without the keywords that validation does not need. @param {Schema} schema */
export function checked(schema) {
  const isNeeded = (/** @type {string} */ key) => !['additionalProperties', 'default', 'description'].includes(key);
  return JSON.stringify(schema, (key, value) => (isNeeded(key) ? value : undefined));
}
