// @ts-check
/** What the templates get: a pattern's intermediate form, or for a library file all of them with the shared facts. */

const { LED_COUNT, audio, parameters } = require('./catalogue.js');
const { palettes } = require('./palettes.json');
const { channels, floatLiteral } = require('./literals.js');
const { readPattern } = require('./pattern.js');
const { SpecError } = require('./problem.js');
const { POINTS } = require('./types.js');

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
  return {
    patterns,
    ledCount: LED_COUNT,
    points: POINTS,
    parameters,
    audio: {
      ...audio,
      fields: audio.fields.map((field) => ({ ...field, array: field.size > 1, number: field.type !== 'bool' })),
    },
    palettes: palettes.map(({ name, keys }) => ({
      name,
      length: String(keys.length),
      keys: keys.map(({ at, color }) => [at, ...channels(color)].map(floatLiteral)),
    })),
  };
}

module.exports = { default: prepare, library };
