// @ts-check
/** @typedef {Record<string, any>} Schema */

const SIMPLE = /** @type {Record<string, string>} */ ({ integer: 'number', null: 'null' });

/** The TypeScript type of a schema. @param {Schema} schema @returns {string} */
export function typeOf(schema) {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.enum) return schema.enum.map((/** @type {unknown} */ value) => JSON.stringify(value)).join(' | ');
  if (schema.oneOf) return schema.oneOf.map(typeOf).join(' | ');
  if (schema.allOf) return schema.allOf.map(typeOf).join(' & ');
  if (schema.type === 'array') return `Array<${typeOf(schema.items)}>`;
  if (schema.type === 'object') return objectOf(schema);
  return [schema.type]
    .flat()
    .map((type) => SIMPLE[type] ?? type)
    .join(' | ');
}

/** Unique names of the models that a schema refers to, except itself. @param {Schema} schema @param {string} own */
export function modelsIn(schema, own) {
  const names = [...JSON.stringify(schema).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => nameOf(ref));
  return [...new Set(names)].filter((name) => name !== own).sort();
}

/** Formats an operation's path as the content of a template literal: `/orders/${encodeURIComponent(id)}`. @param {string} path */
export const pathOf = (path) => path.replace(/\{(\w+)\}/g, '${encodeURIComponent($1)}');

/** @param {unknown[] | undefined} list @param {unknown} value */
export const includes = (list, value) => Array.isArray(list) && list.includes(value);

/** @param {Schema} schema */
function objectOf({ properties = {}, required = [], additionalProperties }) {
  if (typeof additionalProperties === 'object') return `Record<string, ${typeOf(additionalProperties)}>`;
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`,
  );
  return `{ ${fields.join(' ')} }`;
}

/** @param {string} ref such as `#/components/schemas/Order` */
function nameOf(ref) {
  const name = /^#\/components\/schemas\/(\w+)$/.exec(ref)?.[1];
  if (!name) throw new Error(`${ref} is no model: list it under /components/schemas`);
  return name;
}

/** Escapes text for a cell of a Markdown table. @param {string} text */
export const cell = (text) => text.replaceAll('|', '\\|');
