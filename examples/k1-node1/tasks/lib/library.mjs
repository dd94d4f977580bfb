// @ts-check
import glob from 'fast-glob';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { compareText } from './result.mjs';

/**
 * A node, what it reads, and what of the frame before it reads.
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
 * @property {string[]} audio what of the audio snapshot it uses
 * @property {boolean} stateful
 * @property {boolean} random
 * @property {string[]} parameters ids, in the order of parameters.json
 * @property {string[]} nodeTypes
 * @property {string[]} order ids of its nodes as they are computed
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
 * The folders of all families, sorted. A folder without project.json is what a removed family left behind.
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
 * The patterns of one family. Without an index nothing can be said of it: ends the process with a message.
 *
 * @param {string} family folder of the family
 * @returns {IndexedPattern[]}
 */
export function familyIndex(family) {
  return readJson(posix.join(family, 'build/pattern-recognition/pattern-index.json')).patterns;
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
 * The specs of one family as data, by id: what their files say, without comments.
 *
 * @param {string} family folder of the family
 * @returns {Record<string, any>}
 */
export function familySpecs(family) {
  return readJson(posix.join(family, 'build/pattern-recognition/specs.json'));
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
  return readJson(posix.join(example, 'language/parameters.json')).parameters;
}

/**
 * What another task has written. Without it nothing can be checked: ends the process with a message.
 *
 * @param {string} file from the workspace's root
 * @returns {any}
 */
export function readJson(file) {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    console.error(`${file} error ${/** @type {Error} */ (error).message}`);
    process.exit(1);
  }
}

/**
 * As `readJson`, for any text.
 *
 * @param {string} file
 */
export function readText(file) {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  console.error(`${file} error it is missing: run the task that makes it first`);
  process.exit(1);
}
