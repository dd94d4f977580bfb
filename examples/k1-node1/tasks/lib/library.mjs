// @ts-check
import glob from 'fast-glob';
import { posix } from 'node:path';
import { readJson } from './json-file.mjs';
import { compareText } from './result.mjs';

/**
 * A node. `reads`: nodes of the same frame; `remembers`: nodes of the previous frame.
 *
 * @typedef {{ id: string, type: string, reads: string[], remembers?: string[] }} PatternNode
 *
 * One pattern of the index, as task 7 writes it.
 *
 * @typedef {object} IndexedPattern
 * @property {string} id
 * @property {string} name
 * @property {string} family
 * @property {'centre' | 'copy' | 'none'} symmetry
 * @property {string} spec from the workspace's root
 * @property {string} module the generated module, from the example's folder
 * @property {boolean} audioReactive
 * @property {string[]} audio the audio features that it uses
 * @property {boolean} stateful
 * @property {boolean} random
 * @property {string[]} parameters ids, in the order of parameters.json
 * @property {string[]} nodeTypes
 * @property {string[]} order ids of its nodes in evaluation order
 * @property {PatternNode[]} nodes in the same order
 * @property {number} edges
 * @property {number} stateBytes
 * @property {number} scratchBytes
 * @property {string} hash
 *
 * @typedef {object} ParameterFact
 * @property {string} id
 * @property {'float' | 'int' | 'bool'} kind
 * @property {number} default
 * @property {number} min
 * @property {number} max
 * @property {number} nan
 * @property {'clamp' | 'zero'} outside
 * @property {string[]} actsOn
 * @property {string} doc
 */

/**
 * The folders of all families, sorted. A folder without project.json is a leftover of a removed family.
 *
 * @param {string} example root of the example, from the workspace's root
 */
export function families(example) {
  return glob
    .sync(posix.join(glob.escapePath(example), 'patterns/*/project.json'))
    .map((file) => posix.dirname(file))
    .sort(compareText);
}

/**
 * The patterns of one family. A missing index ends the process with a message.
 *
 * @param {string} family folder of the family
 * @returns {IndexedPattern[]}
 */
export function familyIndex(family) {
  const file = posix.join(family, 'build/pattern-recognition/pattern-index.json');
  const { patterns } = readJson(file);
  if (!Array.isArray(patterns) || patterns.length === 0) return unusable(file, 'it has no patterns');
  const stray = patterns.find(({ spec }) => posix.dirname(String(spec)) !== family);
  return stray ? unusable(file, `"${stray.id}" is no pattern of this family`) : patterns;
}

/** @param {string} file @param {string} why @returns {never} */
function unusable(file, why) {
  console.error(`${file} error ${why}`);
  process.exit(1);
}

/**
 * The patterns of all families, sorted by id.
 *
 * @param {string} example
 */
export function libraryIndex(example) {
  return families(example)
    .flatMap(familyIndex)
    .sort((a, b) => compareText(a.id, b.id));
}

/**
 * The specs of one family as data, by id. Specs that do not match the family's index end the process with a message.
 *
 * @param {string} family folder of the family
 * @returns {Record<string, any>}
 */
export function familySpecs(family) {
  const file = posix.join(family, 'build/pattern-recognition/specs.json');
  const specs = readJson(file);
  for (const { id, nodes } of familyIndex(family)) {
    if (!Object.hasOwn(specs, id)) unusable(file, `the pattern "${id}" has no spec`);
    // The index also has a node for each parameter.
    const written = nodes.filter(({ type }) => type !== 'Parameter').map((node) => node.id);
    const other = symmetricDifference(written, Object.keys(specs[id].nodes ?? {}))[0];
    if (other !== undefined) unusable(file, `"${id}" is not what the index says: "${other}" is in one of them only`);
  }
  return specs;
}

/** @param {string[]} a @param {string[]} b */
function symmetricDifference(a, b) {
  return [...a.filter((one) => !b.includes(one)), ...b.filter((one) => !a.includes(one))];
}

/**
 * The specs of all families.
 *
 * @param {string} example
 * @returns {Record<string, any>}
 */
export function librarySpecs(example) {
  return Object.assign({}, ...families(example).map(familySpecs));
}

/**
 * The parameters that every pattern may read.
 *
 * @param {string} example
 * @returns {ParameterFact[]}
 */
export function parameterFacts(example) {
  const file = posix.join(example, 'language/parameters.json');
  /** @type {{ parameters: ParameterFact[] }} */
  const { parameters } = readJson(file);
  const odd = parameters.find(({ kind }) => !['float', 'int', 'bool'].includes(kind));
  return odd ? unusable(file, `parameter ${odd.id}: there is no kind "${odd.kind}"`) : parameters;
}
