// @ts-check
// Reads an OpenAPI document with all referenced files, and lists its operations.
import SwaggerParser from '@apidevtools/swagger-parser';

// The parser resolves references as URLs, so workspace files get the URLs of an imaginary server, served by `read`.
const ROOT = 'https://workspace.invalid/';

/**
 * @param {{ path: string }} source
 * @param {{ read: (path: string) => string }} workspace
 */
export default async function load({ path }, { read }) {
  const workspace = {
    order: 1,
    canRead: true,
    /** @param {{ url: string }} file */
    read: ({ url }) => read(decodeURIComponent(url.slice(ROOT.length))),
  };
  /** @type {any} */
  const api = await SwaggerParser.bundle(ROOT + path, { resolve: { file: false, http: false, workspace } });
  return { ...api, operations: operationsOf(api) };
}

/** @param {any} api */
function operationsOf(api) {
  return Object.entries(api.paths).flatMap(([path, { parameters: shared = [], ...methods }]) =>
    Object.entries(methods).map(([method, operation]) => {
      const parameters = [...shared, ...(operation.parameters ?? [])];
      const [, answer] = Object.entries(operation.responses).find(([status]) => status.startsWith('2')) ?? [];
      return {
        id: operation.operationId,
        summary: operation.summary,
        method: method.toUpperCase(),
        path,
        pathParameters: parameters.filter((parameter) => parameter.in === 'path'),
        query: parameters.filter((parameter) => parameter.in === 'query'),
        body: schemaOf(operation.requestBody),
        result: schemaOf(answer),
      };
    }),
  );
}

/** @param {any} content of a request or a response */
const schemaOf = (content) => content?.content?.['application/json']?.schema ?? null;
