// @ts-check
/** Prepares template data: the intermediate form of a pattern, or all of them with the shared facts for library files. */

const { readPattern } = require('./pattern.js');
const { SpecError } = require('./problem.js');
const { library: sharedFacts } = require('./shared-facts.js');

/**
 * @param {any} spec
 * @param {{ path: string, name: string }} file
 */
function prepare(spec, { name }) {
  if (spec.id !== name) {
    throw new SpecError([
      {
        pointer: '/id',
        code: 'id-not-file-name',
        message: `the id "${spec.id}" is not the file's name`,
        hint: `rename the file, or write "${name}"`,
      },
    ]);
  }
  const { pattern, problems } = readPattern(spec);
  if (!pattern) throw new SpecError(problems);
  return pattern;
}

/** @param {ReturnType<typeof prepare>[]} patterns */
function library(patterns) {
  return { patterns, ...sharedFacts() };
}

module.exports = { default: prepare, library };
