// @ts-check
import { join } from 'node:path';
import { directTemplates } from './direct-templates.mjs';
import { membersOf, referencesIn } from './members.mjs';
import { BENCHMARKS } from './places.mjs';
import { FIRST, MEASURE, QUALITY, SECOND, randomNumbers } from './words.mjs';

/**
 * A GraphQL schema of types with 12 fields and about 1 KB each; each eighth is an enum.
 *
 * @typedef {import('./members.mjs').Edit} Edit
 * @typedef {import('./members.mjs').Member} Member
 * @typedef {{ name: string, description: string, sdl: string, type: string, model?: string }} Field `type` in TypeScript
 * @typedef {{ name: string, description: string, values: string[] } | { name: string, description: string, fields: Field[] }} Type
 */

const FIELDS = 12;
const SCALARS = /** @type {const} */ ([
  ['ID', 'string'],
  ['String', 'string'],
  ['Int', 'number'],
  ['Float', 'number'],
  ['Boolean', 'boolean'],
]);

export const GRAPHQL = {
  workload: join(BENCHMARKS, 'workload-graphql'),
  file: 'schema.graphql',
  /** The schema. @param {number} count @param {Edit} [edit] */
  text: (count, edit) => typesOf(count, edit).map(sdlOf).join('\n'),
  /** The expected files, by path. @param {number} count @param {Edit} [edit] @returns {Map<string, string>} */
  files: (count, edit) => {
    const templates = directTemplates(GRAPHQL.workload);
    const types = typesOf(count, edit);
    const files = new Map(types.map((type) => [`${type.name}.ts`, textOf(type, templates)]));
    const patterns = Object.fromEntries(types.map((type) => [type.name, type]));
    return files.set('index.ts', templates.index({ patterns }));
  },
};

/** @param {Type} type @param {Record<string, import('./direct-templates.mjs').Template>} templates */
function textOf(type, templates) {
  const key = type.name;
  if ('values' in type) return templates.enum(type, { data: { key } });
  const models = [...new Set(type.fields.flatMap(({ model }) => model ?? []))].sort();
  return templates.object({ ...type, models }, { data: { key } });
}

/** @param {Type} type */
function sdlOf(type) {
  const lines =
    'values' in type
      ? type.values.map((value) => `  ${value}`)
      : type.fields.map(({ name, description, sdl }) => `  """${description}"""\n  ${name}: ${sdl}`);
  return `"""${type.description}"""\n${'values' in type ? 'enum' : 'type'} ${type.name} {\n${lines.join('\n')}\n}\n`;
}

/** @param {number} count @param {Edit} [edit] @returns {Type[]} */
function typesOf(count, edit) {
  const members = membersOf(count, edit);
  const references = referencesIn(members, count);
  return members.map((member) => typeOf(member, references(member)));
}

/** @param {Member} member @param {string[]} references @returns {Type} */
function typeOf({ index, name, revision }, references) {
  const random = randomNumbers(index + 1);
  const pick = (/** @type {readonly string[]} */ list) => list[Math.floor(random() * list.length)] ?? '';
  const description = `A ${pick(FIRST)} ${pick(SECOND)} over a ${pick(FIRST)} ground, revision ${revision}`;
  if (index % 8 === 7) return { name, description, values: FIRST.map((word) => word.toUpperCase()) };
  const fields = Array.from({ length: FIELDS }, (_, at) => fieldOf(at, references, pick));
  return { name, description, fields };
}

/** @param {number} at @param {string[]} references taken one by one @param {(list: readonly string[]) => string} pick @returns {Field} */
function fieldOf(at, references, pick) {
  const [quality = '', measure = ''] = [QUALITY[at % QUALITY.length], MEASURE[Math.floor(at / QUALITY.length)]];
  const name = `${quality}${measure.charAt(0).toUpperCase()}${measure.slice(1)}`;
  const description = `${pick(QUALITY)} of a ${pick(FIRST)} ${pick(SECOND)} against a ${pick(FIRST)} ${pick(SECOND)}`;
  if (at % 2 === 0) {
    const [sdl, type] = SCALARS[(at / 2) % SCALARS.length] ?? SCALARS[0];
    return at % 4 === 0
      ? { name, description, sdl: `${sdl}!`, type }
      : { name, description, sdl, type: `${type} | null` };
  }
  const model = references.pop() ?? '';
  return at % 4 === 1
    ? { name, description, sdl: `[${model}!]!`, type: `Array<${model}>`, model }
    : { name, description, sdl: model, type: `${model} | null`, model };
}
