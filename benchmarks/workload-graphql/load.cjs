// @ts-check
'use strict';
// The module of the option `load`. What templates get of each type, `typesOf` makes for every tool.
const graphql = require('graphql');

/** @type {Readonly<Record<string, string>>} */
const SCALARS = { Int: 'number', Float: 'number', Boolean: 'boolean' };

/** The data of each type by its name, in the order of the names. @param {import('graphql').GraphQLSchema} schema */
function typesOf(schema) {
  const types = Object.values(schema.getTypeMap()).filter(isOwn);
  const sorted = types.sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map(sorted.map((type) => [type.name, describe(type)]));
}

/** @param {import('graphql').GraphQLNamedType} type */
function isOwn(type) {
  return !type.name.startsWith('__') && !graphql.isScalarType(type);
}

/** @param {any} type */
function describe(type) {
  const { description } = type;
  if (graphql.isEnumType(type)) return { kind: 'enum', description, values: type.getValues().map(({ name }) => name) };
  const all = Object.values(type.getFields());
  const fields = all.map((field) => ({ name: field.name, description: field.description, type: typeOf(field.type) }));
  const models = new Set(all.map((field) => graphql.getNamedType(field.type)).filter(isOwn));
  return { kind: 'object', description, fields, models: [...models].map(({ name }) => name).sort() };
}

/** @param {import('graphql').GraphQLType} type @returns {string} */
function typeOf(type) {
  if (graphql.isNonNullType(type)) return typeOf(type.ofType).replace(/ \| null$/, '');
  if (graphql.isListType(type)) return `Array<${typeOf(type.ofType)}> | null`;
  return `${graphql.isScalarType(type) ? (SCALARS[type.name] ?? 'string') : type.name} | null`;
}

/**
 * A schema that was checked elsewhere is taken as it is, as graphql-codegen takes it.
 *
 * @param {{ text: string }} source
 */
function load({ text }) {
  return typesOf(graphql.buildASTSchema(graphql.parse(text, { noLocation: true }), { assumeValidSDL: true }));
}

module.exports = Object.assign(load, { typesOf });
