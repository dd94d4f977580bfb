// @ts-check
/**
 * @typedef {import('./library.mjs').IndexedPattern} IndexedPattern
 * @typedef {import('./library.mjs').ParameterFact} ParameterFact
 */

const PROBLEM = { $ref: '#/components/schemas/Problem' };

/**
 * The light's HTTP interface, described with OpenAPI 3.1: list the patterns, select one, read and set parameters.
 *
 * @param {IndexedPattern[]} patterns
 * @param {ParameterFact[]} parameters
 */
export function openApi(patterns, parameters) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'K1 light',
      version: '1.0.0',
      summary: 'Patterns and parameters of a strip of 160 LEDs.',
      description: 'Made from the pattern index and the parameter facts. Change those, not this file.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api/v1', description: 'The device itself.' }],
    tags: [
      { name: 'patterns', description: 'What the light can show, and what it shows now.' },
      { name: 'parameters', description: 'The runtime controls that patterns read.' },
    ],
    paths: { ...patternPaths(), ...parameterPaths() },
    components: { schemas: schemas(patterns, parameters) },
  };
}

function patternPaths() {
  const id = { name: 'id', in: 'path', required: true, schema: { $ref: '#/components/schemas/PatternId' } };
  return {
    '/patterns': {
      get: {
        operationId: 'listPatterns',
        tags: ['patterns'],
        summary: 'All patterns, or those of a family, sorted by id.',
        parameters: [
          { name: 'family', in: 'query', required: false, schema: { $ref: '#/components/schemas/FamilyId' } },
          { name: 'audioReactive', in: 'query', required: false, schema: { type: 'boolean' } },
        ],
        responses: {
          200: json('The patterns.', { type: 'array', items: { $ref: '#/components/schemas/Pattern' } }),
          ...problems(400),
        },
      },
    },
    '/patterns/{id}': {
      get: {
        operationId: 'getPattern',
        tags: ['patterns'],
        summary: 'One pattern.',
        parameters: [id],
        responses: { 200: json('The pattern.', { $ref: '#/components/schemas/Pattern' }), ...problems(404) },
      },
    },
    '/selection': {
      get: {
        operationId: 'getSelection',
        tags: ['patterns'],
        summary: 'The pattern that is shown.',
        responses: { 200: json('The selection.', { $ref: '#/components/schemas/Selection' }) },
      },
      put: {
        operationId: 'selectPattern',
        tags: ['patterns'],
        summary: 'Shows another pattern, from a fresh state.',
        requestBody: body({ $ref: '#/components/schemas/Selection' }),
        responses: { 200: json('The new selection.', { $ref: '#/components/schemas/Selection' }), ...problems(400) },
      },
    },
  };
}

function parameterPaths() {
  return {
    '/parameters': {
      get: {
        operationId: 'getParameters',
        tags: ['parameters'],
        summary: 'All parameters with their present values.',
        responses: { 200: json('The values.', { $ref: '#/components/schemas/Parameters' }) },
      },
      patch: {
        operationId: 'setParameters',
        tags: ['parameters'],
        summary: 'Sets some parameters and leaves the others: all of them, or none where one is out of range.',
        requestBody: body({ $ref: '#/components/schemas/ParameterChanges' }),
        responses: { 200: json('All values.', { $ref: '#/components/schemas/Parameters' }), ...problems(400) },
      },
    },
  };
}

/** @param {IndexedPattern[]} patterns @param {ParameterFact[]} parameters */
function schemas(patterns, parameters) {
  const text = { type: 'string' };
  const flag = { type: 'boolean' };
  const values = Object.fromEntries(parameters.map((one) => [one.id, parameterSchema(one)]));
  return {
    PatternId: { type: 'string', enum: patterns.map(({ id }) => id) },
    FamilyId: { type: 'string', enum: [...new Set(patterns.map(({ family }) => family))].sort() },
    ParameterId: { type: 'string', enum: parameters.map(({ id }) => id) },
    Pattern: object({
      id: { $ref: '#/components/schemas/PatternId' },
      name: text,
      family: { $ref: '#/components/schemas/FamilyId' },
      symmetry: { type: 'string', enum: ['centre', 'copy', 'none'] },
      audioReactive: flag,
      stateful: flag,
      random: flag,
      parameters: { type: 'array', items: { $ref: '#/components/schemas/ParameterId' } },
    }),
    Selection: object({ pattern: { $ref: '#/components/schemas/PatternId' } }),
    Parameters: object(values),
    ParameterChanges: {
      ...object(Object.fromEntries(parameters.map((one) => [one.id, { ...values[one.id], default: undefined }]))),
      required: undefined,
      minProperties: 1,
    },
    Problem: object({ title: text, status: { type: 'integer' }, detail: text }),
  };
}

/**
 * A switch is a boolean here, whatever the renderers store it as.
 *
 * @param {ParameterFact} parameter
 */
function parameterSchema({ kind, min, max, default: normal, doc }) {
  if (kind === 'bool') return { type: 'boolean', default: normal >= 0.5, description: doc };
  const type = kind === 'int' ? 'integer' : 'number';
  return { type, minimum: min, maximum: max, default: normal, description: doc };
}

/** @param {Record<string, unknown>} properties */
function object(properties) {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** @param {string} description @param {unknown} schema */
function json(description, schema) {
  return { description, content: { 'application/json': { schema } } };
}

/** @param {unknown} schema */
function body(schema) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** @param {400 | 404} status */
function problems(status) {
  const description = status === 404 ? 'There is no such thing.' : 'The request does not fit its description.';
  return { [status]: { description, content: { 'application/problem+json': { schema: PROBLEM } } } };
}
