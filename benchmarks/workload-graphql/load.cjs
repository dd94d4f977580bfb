// @ts-check
'use strict';
// The module of the option `load`. What templates get of each type, `typesOf` makes for every tool.
const { parse } = require('graphql/language');

/** @type {Readonly<Record<string, string>>} */
const SCALARS = { ID: 'string', String: 'string', Int: 'number', Float: 'number', Boolean: 'boolean' };

/** @typedef {import('graphql').ObjectTypeDefinitionNode | import('graphql').EnumTypeDefinitionNode} Definition */

/** The data of each type by its name, in the order of the names. @param {import('graphql').DocumentNode} document */
function typesOf({ definitions }) {
  const types = /** @type {Definition[]} */ (
    definitions.filter(({ kind }) => kind === 'ObjectTypeDefinition' || kind === 'EnumTypeDefinition')
  );
  const sorted = types.sort((a, b) => (a.name.value < b.name.value ? -1 : 1));
  return new Map(sorted.map((type) => [type.name.value, describe(type)]));
}

/** @param {Definition} type */
function describe(type) {
  const description = type.description?.value;
  if (type.kind === 'EnumTypeDefinition') {
    return { kind: 'enum', description, values: type.values?.map(({ name }) => name.value) };
  }
  const fields = type.fields?.map((field) => ({
    name: field.name.value,
    description: field.description?.value,
    type: typeOf(field.type),
  }));
  const named = type.fields?.map((field) => namedIn(field.type)).filter((name) => SCALARS[name] === undefined);
  return { kind: 'object', description, fields, models: [...new Set(named)].sort() };
}

/** @param {import('graphql').TypeNode} type @returns {string} in TypeScript */
function typeOf(type) {
  if (type.kind === 'NonNullType') return typeOf(type.type).replace(/ \| null$/, '');
  if (type.kind === 'ListType') return `Array<${typeOf(type.type)}> | null`;
  return `${SCALARS[type.name.value] ?? type.name.value} | null`;
}

/** @param {import('graphql').TypeNode} type @returns {string} its name within lists */
function namedIn(type) {
  return type.kind === 'NamedType' ? type.name.value : namedIn(type.type);
}

/**
 * Types are all that is asked for: the schema itself need not be built.
 *
 * @param {{ text: string }} source
 */
function load({ text }) {
  return typesOf(parse(text, { noLocation: true }));
}

module.exports = Object.assign(load, { typesOf });
