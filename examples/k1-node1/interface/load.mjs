// @ts-check
// Reads the OpenAPI description, fills in patterns and parameters, and lists the operations.
import { parse } from 'yaml';

/** @typedef {{ kind: string, min: number, max: number, default: number, doc: string }} Fact of a parameter */

/**
 * @param {{ text: string }} source openapi.yaml
 * @param {{ read: (path: string) => string }} workspace
 */
export default function load({ text }, { read }) {
  const document = parse(text);
  /** @type {{ patterns: { id: string, family: string }[] }} */
  const { patterns } = JSON.parse(read('../build/pattern-index/pattern-index.json'));
  /** @type {{ parameters: ({ id: string } & Fact)[] }} */
  const { parameters } = JSON.parse(read('../language/parameters.json'));
  const { schemas } = document.components;
  schemas.PatternId.enum = patterns.map(({ id }) => id);
  schemas.FamilyId.enum = [...new Set(patterns.map(({ family }) => family))].sort();
  schemas.ParameterId.enum = parameters.map(({ id }) => id);
  schemas.Parameters.required = schemas.ParameterId.enum;
  for (const { id, ...fact } of parameters) {
    const schema = schemaOf(fact);
    schemas.Parameters.properties[id] = schema;
    schemas.ParameterChanges.properties[id] = { ...schema, default: undefined };
  }
  return { document, schemas, operations: operationsOf(document) };
}

/** The schema of a parameter. Switches are booleans in the interface, although renderers store them as numbers. @param {Fact} fact */
function schemaOf({ kind, min, max, default: normal, doc }) {
  if (kind === 'bool') return { type: 'boolean', default: normal >= 0.5, description: doc };
  const type = kind === 'int' ? 'integer' : 'number';
  return { type, minimum: min, maximum: max, default: normal, description: doc };
}

/** @param {any} document */
function operationsOf({ paths }) {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(/** @type {Record<string, any>} */ (item)).map(([method, operation]) => {
      const { operationId, summary, parameters = [], requestBody, responses } = operation;
      const body = jsonOf(requestBody);
      return {
        ...{ id: operationId, summary, parameters, body, result: jsonOf(responses['200']) },
        hasInput: body !== undefined || parameters.length > 0,
        isOptional: !body && parameters.every((/** @type {any} */ { required }) => !required),
        route: {
          ...{ operation: operationId, method: method.toUpperCase(), path, body: body?.$ref },
          parameters: parameters.map((/** @type {any} */ { name, in: place, schema }) => ({ name, in: place, schema })),
        },
      };
    }),
  );
}

/** @param {any} holder of content, if there is one */
function jsonOf(holder) {
  return holder?.content['application/json'].schema;
}
