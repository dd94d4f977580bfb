// @ts-check
// Reads a GraphQL schema with its imports, and returns one pattern per type.
import { posix } from 'node:path';
import { buildASTSchema, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType } from 'graphql';
import { isInterfaceType, isScalarType, isUnionType, parse, Source } from 'graphql';

/** TypeScript types of scalars. Custom scalars default to string; add the others here. */
const SCALARS = /** @type {Record<string, string>} */ ({ Int: 'number', Float: 'number', Boolean: 'boolean' });

/**
 * @param {{ path: string, text: string }} source
 * @param {{ read: (path: string) => string }} workspace
 */
export default function load({ path, text }, { read }) {
  const types = Object.values(schemaOf(path, text, read).getTypeMap());
  const own = types.filter((type) => !type.name.startsWith('__') && !isScalarType(type));
  return new Map(own.map((type) => [type.name, { ...describe(type), description: type.description ?? type.name }]));
}

/** @param {string} path @param {string} text @param {(path: string) => string} read */
function schemaOf(path, text, read) {
  const texts = new Map([[path, text]]);
  for (const [file, content] of texts) {
    for (const [, name = ''] of content.matchAll(/^# import (\S+)/gm)) {
      const imported = posix.join(posix.dirname(file), name);
      if (!texts.has(imported)) texts.set(imported, read(imported));
    }
  }
  const documents = [...texts].map(([file, content]) => parseFile(file, content, path));
  return buildASTSchema({ kind: documents[0].kind, definitions: documents.flatMap(({ definitions }) => definitions) });
}

/** @param {string} file @param {string} content @param {string} source file to name in errors */
function parseFile(file, content, source) {
  try {
    return parse(new Source(content, file), { noLocation: true });
  } catch (/** @type {any} */ error) {
    const [{ line, column }] = error.locations;
    throw file === source
      ? Object.assign(new Error(error.message), { line, column })
      : new Error(`${file}:${line}:${column}: ${error.message}`);
  }
}

/** @param {import('graphql').GraphQLNamedType} type */
function describe(type) {
  if (isEnumType(type)) return { kind: 'enum', values: type.getValues().map(({ name }) => name), models: [] };
  if (isUnionType(type)) return { kind: 'union', models: type.getTypes().map(({ name }) => name) };
  if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return { kind: 'scalar', models: [] };
  const fields = Object.values(type.getFields()).map((field) => ({
    name: field.name,
    description: field.description ?? '',
    type: typeOf(field.type),
    // A client may omit inputs that are nullable or have a default.
    optional:
      isInputObjectType(type) && (!isNonNullType(field.type) || /** @type {any} */ (field).defaultValue !== undefined),
    model: modelOf(field.type),
  }));
  const models = [...new Set(fields.map(({ model }) => model))].filter((model) => model && model !== type.name).sort();
  return { kind: isInputObjectType(type) ? 'input' : 'object', fields, models };
}

/** @param {import('graphql').GraphQLType} type @returns {string} */
function typeOf(type) {
  if (isNonNullType(type)) return typeOf(type.ofType).replace(/ \| null$/, '');
  if (isListType(type)) return `Array<${typeOf(type.ofType)}> | null`;
  return `${isScalarType(type) ? (SCALARS[type.name] ?? 'string') : type.name} | null`;
}

/** The element type of nested lists, if it has its own file. @param {import('graphql').GraphQLType} type @returns {string | null} */
function modelOf(type) {
  if (isNonNullType(type) || isListType(type)) return modelOf(type.ofType);
  return isScalarType(type) ? null : type.name;
}
