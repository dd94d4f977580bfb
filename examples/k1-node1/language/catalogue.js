// @ts-check
/** Loads the node catalogue and the facts about parameters and audio. Does not validate them. */

const { parameters } = require('./parameters.json');
const audio = require('./audio.json');
const { LED_COUNT } = require('./types.js');

/**
 * @typedef {string | string[]} PortType one type, or the types that a port accepts
 * @typedef {{ type: PortType, default?: number, min?: number, max?: number, variadic?: boolean, atLeast?: number,
 *   whole?: boolean, delayed?: boolean }} InputPort
 *   `min` and `max`: range of constants in specs, see `constantRange`; `whole`: needs the complete row of LEDs before the
 *   node runs; `delayed`: read in the next frame, so it may close a cycle
 * @typedef {{ type: string, storage?: string, clock?: boolean, audio?: string }} OutputPort `storage`: the state field that holds the
 *   output; `clock`: depends on the frame's clock; `audio`: the audio feature that it provides
 * @typedef {{ type: 'float' | 'int' | 'string' | 'enum' | 'list<float>' | 'stops', values?: string[], min?: number,
 *   max?: number, default?: number | string, lengthOf?: string }} ParamSpec
 * @typedef {{ type: 'float' | 'uint32' | 'led_buffer<float>' | 'led_buffer<color>' | 'points', initial?: number | { param: string } }} StateField
 * @typedef {object} NodeType
 * @property {string} doc
 * @property {string} formula
 * @property {boolean} [implicit] created by the language, not allowed in specs
 * @property {boolean} [lifts] if an input is per LED, the output is per LED, too
 * @property {'led'} [rate] always computed per LED
 * @property {boolean} [random]
 * @property {string} [singleUse] reason for a type that only one pattern uses
 * @property {Record<string, InputPort>} inputs
 * @property {Record<string, ParamSpec>} params
 * @property {Record<string, OutputPort>} outputs
 * @property {Record<string, StateField>} [state]
 */

/** @type {Record<string, Record<string, NodeType>>} */
const categories = /** @type {any} */ ({
  input: require('./nodes/input.json'),
  audio: require('./nodes/audio.json'),
  math: require('./nodes/math.json'),
  color: require('./nodes/color.json'),
  buffer: require('./nodes/buffer.json'),
  points: require('./nodes/points.json'),
  memory: require('./nodes/memory.json'),
});

/** @type {Map<string, NodeType & { category: string }>} */
const nodeTypes = new Map();
for (const [category, types] of Object.entries(categories)) {
  for (const [name, type] of Object.entries(types)) {
    if (nodeTypes.has(name)) throw new Error(`the node catalogue has two types "${name}"`);
    nodeTypes.set(name, { category, ...type });
  }
}

/** Default bound of the magnitude of constants. */
const LARGEST_CONSTANT = 1e6;

/**
 * The range of constants at a port. Values of nodes are not checked against it; generated code clamps them where needed.
 *
 * @param {InputPort} port
 */
function constantRange({ min = -LARGEST_CONSTANT, max = LARGEST_CONSTANT }) {
  return { min, max };
}

const parameterById = new Map(parameters.map((parameter) => [parameter.id, parameter]));

module.exports = { LED_COUNT, nodeTypes, parameters, parameterById, audio, constantRange };
