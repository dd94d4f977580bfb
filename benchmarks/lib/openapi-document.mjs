// @ts-check
import { join } from 'node:path';
import { membersOf, referencesIn } from './members.mjs';
import { BENCHMARKS } from './places.mjs';
import { directTemplates } from './direct-templates.mjs';
import { FIRST, MEASURE, QUALITY, SECOND, randomNumbers } from './words.mjs';

/**
 * An OpenAPI document with models only, of 30 properties and about 10 KB each, from which openapi-typescript-codegen makes
 * about 5 KB of TypeScript.
 *
 * @typedef {import('./members.mjs').Edit} Edit
 * @typedef {import('./members.mjs').Member} Member
 */

const PROPERTIES = 30;
export const OPENAPI = {
  workload: join(BENCHMARKS, 'workload-openapi'),
  file: 'api.json',
  /** The document. @param {number} count @param {Edit} [edit] */
  text: (count, edit) =>
    JSON.stringify(
      {
        openapi: '3.0.3',
        info: { title: 'Generated', version: '1.0.0' },
        paths: {},
        components: { schemas: schemasOf(count, edit) },
      },
      null,
      2,
    ),
  /** The expected files, by path. @param {number} count @param {Edit} [edit] @returns {Map<string, string>} */
  files: (count, edit) => {
    const { model, index } = directTemplates(OPENAPI.workload);
    const schemas = schemasOf(count, edit);
    const models = Object.entries(schemas).map(
      ([key, schema]) => /** @type {const} */ ([`models/${key}.ts`, model(schema, { data: { key } })]),
    );
    return new Map([...models, ['index.ts', index({ patterns: schemas })]]);
  },
};

/** @param {number} count @param {Edit} [edit] @returns {Record<string, object>} */
function schemasOf(count, edit) {
  const members = membersOf(count, edit);
  const references = referencesIn(members, count);
  return Object.fromEntries(members.map((member) => [member.name, schemaOf(member, references(member))]));
}

/** @param {Member} member @param {readonly string[]} references */
function schemaOf({ index, revision }, references) {
  const random = randomNumbers(index + 1);
  const pick = (/** @type {readonly string[]} */ list) => list[Math.floor(random() * list.length)] ?? '';
  const refs = references.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const properties = Array.from({ length: PROPERTIES }, (_, at) => {
    const [quality = '', measure = ''] = [QUALITY[at % QUALITY.length], MEASURE[Math.floor(at / QUALITY.length)]];
    const description = `${pick(QUALITY)} of a ${pick(FIRST)} ${pick(SECOND)} against a ${pick(FIRST)} ${pick(SECOND)}`;
    return [`${quality}${measure.charAt(0).toUpperCase()}${measure.slice(1)}`, propertyOf(at, description, pick, refs)];
  });
  return {
    type: 'object',
    description: `A ${pick(FIRST)} ${pick(SECOND)} over a ${pick(FIRST)} ground, revision ${revision}`,
    required: properties.filter((_, at) => at % 3 === 0).map(([name]) => name),
    properties: Object.fromEntries(properties),
  };
}

/** @param {number} at @param {string} description @param {(list: readonly string[]) => string} pick @param {object[]} refs taken one by one */
function propertyOf(at, description, pick, refs) {
  const words = { first: pick(FIRST), second: pick(SECOND) };
  const text = { type: 'string', description, minLength: 1, maxLength: 64, pattern: '^[a-z][a-z-]*$' };
  const amount = { type: 'number', format: 'double', description, minimum: 0, maximum: 100 + at };
  const kinds = [
    () => ({ ...text, readOnly: at % 4 === 0, example: words.first }),
    () => ({ ...amount, type: 'integer', format: 'int64', example: at }),
    () => ({ ...amount, nullable: true, example: at / 4 }),
    () => ({ type: 'boolean', description, default: at % 4 === 3, example: true }),
    () => ({ type: 'string', description, enum: FIRST.slice(at % 4, 4 + (at % 4)), example: FIRST[at % 4] }),
    () => ({
      type: 'array',
      description,
      items: { type: 'string', maxLength: 64 },
      minItems: 1,
      example: [words.second],
    }),
    () => ({ ...refs.pop(), description }),
    () => ({ type: 'array', description, items: refs.pop(), minItems: 1, maxItems: 100, uniqueItems: true }),
    () => ({
      type: 'object',
      description,
      additionalProperties: { type: 'number', format: 'double' },
      maxProperties: 50,
    }),
    () => ({
      type: 'object',
      description,
      required: ['least'],
      properties: { least: amount, most: { ...amount, description: words.first } },
    }),
  ];
  return kinds[at % kinds.length]?.() ?? {};
}
