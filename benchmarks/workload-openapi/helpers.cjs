// @ts-check
'use strict';
// What the templates of the OpenAPI workload call: the types that openapi-typescript-codegen writes, in its style.

/** @typedef {{ $ref?: string, type?: string, enum?: string[], items?: Schema, additionalProperties?: Schema, properties?: Record<string, Schema>, required?: string[], description?: string }} Schema */

/** @type {Readonly<Record<string, string>>} */
const SIMPLE = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean' };

/** The TypeScript type of a property. @param {Schema} schema @returns {string} */
function typeOf(schema) {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.enum) return schema.enum.map((value) => `'${value}'`).join(' | ');
  if (schema.items) return `Array<${typeOf(schema.items)}>`;
  if (schema.additionalProperties) return `Record<string, ${typeOf(schema.additionalProperties)}>`;
  if (schema.properties) return objectOf(schema);
  return SIMPLE[schema.type ?? ''] ?? 'any';
}

/** An object that stands in a property, whose lines are indented once more. @param {Schema} schema */
function objectOf({ properties = {}, required = [] }) {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const isOptional = required.includes(name) ? '' : '?';
    return `        /**\n         * ${schema.description}\n         */\n        ${name}${isOptional}: ${typeOf(schema)};\n`;
  });
  return `{\n${fields.join('')}    }`;
}

/** The names of the models that a schema refers to, each once, without its own. @param {Schema} schema @param {string} own */
function modelsIn(schema, own) {
  const names = [...JSON.stringify(schema).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => nameOf(ref));
  return [...new Set(names)].filter((name) => name !== own).sort(byName);
}

/** @param {string} a @param {string} b */
function byName(a, b) {
  return a.toLowerCase() < b.toLowerCase() ? -1 : 1;
}

/** @param {string} ref such as `#/components/schemas/AmberDrift00000` */
function nameOf(ref) {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

/** @param {string[] | undefined} list @param {string} value */
function includes(list, value) {
  return list !== undefined && list.includes(value);
}

module.exports = { typeOf, modelsIn, includes };
