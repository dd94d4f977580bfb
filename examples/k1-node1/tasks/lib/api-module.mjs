// @ts-check
/**
 * A TypeScript module made from an OpenAPI description: a type for each schema, a client with a method for each
 * operation, and a handler that routes requests to functions of the same types and refuses what does not fit.
 *
 * @typedef {{ $ref?: string, type?: string, enum?: string[], items?: Schema, properties?: Record<string, Schema>,
 *   required?: string[], minimum?: number, maximum?: number, minProperties?: number, description?: string }} Schema
 * @typedef {{ name: string, in: string, required: boolean, schema: Schema }} Parameter
 * @typedef {{ operationId: string, summary: string, parameters?: Parameter[], requestBody?: any, responses: any }} Operation
 */

/** @param {any} document OpenAPI, with references @returns {string} */
export function apiModule(document) {
  /** @type {Record<string, Schema>} */
  const schemas = document.components.schemas;
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(/** @type {Record<string, Operation>} */ (item)).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation,
    })),
  );
  const types = Object.entries(schemas).map(([name, schema]) => `export type ${name} = ${typeOf(schema)};\n`);
  return [
    '// Generated from openapi.json. Change the pattern specs or the parameter facts, not this file.\n',
    ...types,
    '/** The operations, as a client calls them and as a server implements them. */',
    'export interface Operations {',
    ...operations.map(({ operation }) => `  /** ${operation.summary} */\n  ${signature(operation)};`),
    '}\n',
    'const SCHEMAS: Record<string, Schema> = {',
    ...Object.entries(schemas).map(([name, schema]) => `  ${name}: ${JSON.stringify(schema, forCheck)},`),
    '};\n',
    `const ROUTES: readonly Route[] = [`,
    ...operations.map(route),
    '];',
    RUNTIME,
  ].join('\n');
}

/** Leaves out what no check needs. @param {string} key @param {unknown} value */
function forCheck(key, value) {
  return ['additionalProperties', 'default', 'description'].includes(key) ? undefined : value;
}

/** @param {Schema} schema @returns {string} */
function typeOf(schema) {
  if (schema.$ref) return nameOf(schema.$ref);
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

/** @param {Operation} operation */
function signature({ operationId, parameters = [], requestBody, responses }) {
  const fields = parameters.map(({ name, required, schema }) => `${name}${required ? '' : '?'}: ${typeOf(schema)}`);
  if (requestBody) fields.push(`body: ${typeOf(schemaOf(requestBody))}`);
  const optional = parameters.every(({ required }) => !required) && !requestBody;
  const input = fields.length === 0 ? '' : `input${optional ? '?' : ''}: { ${fields.join('; ')} }`;
  return `${operationId}(${input}): Promise<${typeOf(schemaOf(responses['200']))}>`;
}

/** @param {{ path: string, method: string, operation: Operation }} one */
function route({ path, method, operation: { operationId, parameters = [], requestBody } }) {
  const body = requestBody ? nameOf(schemaOf(requestBody).$ref ?? '') : undefined;
  const own = parameters.map(({ name, in: place, schema }) => ({ name, in: place, schema }));
  return `  ${JSON.stringify({ operation: operationId, method, path, parameters: own, body })},`;
}

/** @param {any} holder @returns {Schema} */
function schemaOf(holder) {
  return holder.content['application/json'].schema;
}

/** @param {string} reference */
function nameOf(reference) {
  return reference.split('/').at(-1) ?? '';
}

/** What is the same for every description. */
const RUNTIME = `
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minProperties?: number;
}

interface Route {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly body?: string;
}

type Input = Record<string, unknown>;

/** What a server answers instead of a result; a handler turns it into a response, a client throws it. */
export class ProblemError extends Error {
  constructor(readonly status: number, readonly title: string, readonly detail: string) {
    super(\`\${title}: \${detail}\`);
  }
}

/** A client of the interface. \`send\` is \`fetch\`, or the handler of a server in the same process. */
export function createClient(base: string, send: (request: Request) => Promise<Response> = fetch): Operations {
  const call = async (route: Route, input: Input = {}): Promise<unknown> => {
    const query = new URLSearchParams();
    let path = route.path;
    for (const { name, in: place } of route.parameters) {
      const value = input[name];
      if (value === undefined) continue;
      if (place === 'path') path = path.replace(\`{\${name}}\`, encodeURIComponent(String(value)));
      else query.set(name, String(value));
    }
    const search = query.size === 0 ? '' : \`?\${query}\`;
    const request = new Request(\`\${base}\${path}\${search}\`, {
      method: route.method,
      ...(route.body === undefined
        ? {}
        : { body: JSON.stringify(input['body']), headers: { 'content-type': 'application/json' } }),
    });
    const response = await send(request);
    const answer = (await response.json()) as { title?: string; detail?: string };
    if (response.ok) return answer;
    throw new ProblemError(response.status, answer.title ?? 'error', answer.detail ?? '');
  };
  const methods = ROUTES.map((route) => [route.operation, (input?: Input) => call(route, input)]);
  return Object.fromEntries(methods) as unknown as Operations;
}

/** A server of the interface: checks each request against its description, then asks \`operations\`. */
export function createHandler(base: string, operations: Operations): (request: Request) => Promise<Response> {
  const functions = operations as unknown as Record<string, (input: Input) => Promise<unknown>>;
  return async (request) => {
    try {
      const url = new URL(request.url, 'http://localhost');
      const root = new URL(base, url).pathname.replace(/\\/$/, '');
      const path = url.pathname.startsWith(root) ? url.pathname.slice(root.length) : '';
      const found = ROUTES.map((route) => ({ route, values: match(route.path, path) })).filter(({ values }) => values);
      const { route, values } = found.find((one) => one.route.method === request.method) ?? {};
      if (!route || !values) {
        throw new ProblemError(found.length > 0 ? 405 : 404, 'no such operation', \`\${request.method} \${url.pathname}\`);
      }
      const input = inputOf(route, values, url.searchParams);
      if (route.body !== undefined) {
        const body: unknown = await request.json().catch(() => undefined);
        check(body, { $ref: route.body }, 'body');
        input['body'] = body;
      }
      return answer(200, await functions[route.operation]!(input), 'application/json');
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const { status, title, detail } = error;
      return answer(status, { title, status, detail }, 'application/problem+json');
    }
  };
}

function inputOf(route: Route, values: Record<string, string>, query: URLSearchParams): Input {
  const input: Input = {};
  for (const { name, in: place, schema } of route.parameters) {
    const text = place === 'path' ? values[name] : (query.get(name) ?? undefined);
    if (text === undefined) continue;
    const value = schema.type === 'boolean' && /^(true|false)$/.test(text) ? text === 'true' : text;
    check(value, schema, name, place === 'path' ? 404 : 400);
    input[name] = value;
  }
  return input;
}

function match(template: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? '';
    if (part.startsWith('{')) values[part.slice(1, -1)] = decodeURIComponent(text);
    else if (part !== text) return undefined;
  }
  return values;
}

/** Throws a problem that names the place where a value does not fit its schema. */
function check(value: unknown, schema: Schema, place: string, status = 400): void {
  const refuse = (detail: string): never => {
    throw new ProblemError(status, status === 404 ? 'not found' : 'invalid request', \`\${place} \${detail}\`);
  };
  if (schema.$ref !== undefined) {
    return check(value, SCHEMAS[schema.$ref.split('/').at(-1) ?? ''] ?? {}, place, status);
  }
  if (schema.enum && !schema.enum.includes(value as string)) return refuse('is none of the known names');
  if (schema.type === 'boolean' && typeof value !== 'boolean') return refuse('must be true or false');
  if (schema.type === 'string' && typeof value !== 'string') return refuse('must be a text');
  if (schema.type === 'number' || schema.type === 'integer') {
    const { minimum = -Infinity, maximum = Infinity } = schema;
    if (typeof value !== 'number' || !(value >= minimum && value <= maximum)) {
      return refuse(\`must be a number from \${minimum} to \${maximum}\`);
    }
    if (schema.type === 'integer' && !Number.isInteger(value)) return refuse('must be a whole number');
  }
  if (schema.type !== 'object') return;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('must be an object');
  const properties = schema.properties ?? {};
  for (const name of schema.required ?? []) if (!Object.hasOwn(value, name)) refuse(\`needs "\${name}"\`);
  for (const [name, one] of Object.entries(value)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!property) return refuse(\`has no "\${name}"\`);
    check(one, property, \`\${place}.\${name}\`, status);
  }
  if (Object.keys(value).length < (schema.minProperties ?? 0)) refuse('is empty');
}

function answer(status: number, value: unknown, type: string): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': type } });
}
`;
