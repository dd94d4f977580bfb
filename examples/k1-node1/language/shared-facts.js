// @ts-check
/** Template data for library files: the facts that all patterns share. */

const { LED_COUNT, audio, parameters } = require('./catalogue.js');
const { palettes } = require('./palettes.json');
const { channels, floatLiteral } = require('./literals.js');
const { POINTS } = require('./types.js');

function sharedFacts() {
  return {
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

module.exports = { default: (/** @type {unknown} */ facts) => facts, library: sharedFacts };
