// @ts-check
/** The node catalogue, and the facts about parameters and audio that it builds on. Data only; nothing is checked here. */

const { parameters } = require('./parameters.json');
const audio = require('./audio.json');
const { LED_COUNT } = require('./types.js');

/**
 * @typedef {string | string[]} PortType one type, or the types that a port accepts
 * @typedef {{ type: PortType, default?: number, min?: number, max?: number, variadic?: boolean, atLeast?: number,
 *   whole?: boolean, delayed?: boolean }} InputPort
 *   `min` and `max`: of the numbers that a spec may write there, see `constantRange`; `whole`: a row of all LEDs, finished
 *   before it is read; `delayed`: read in the next frame, so that it may lead back
 * @typedef {{ type: string, storage?: string, clock?: boolean, audio?: string }} OutputPort `storage`: the state field that holds the
 *   output; `clock`: it depends on the frame's clock; `audio`: what it tells of the audio snapshot
 * @typedef {{ type: 'float' | 'int' | 'string' | 'enum' | 'list<float>' | 'stops', values?: string[], min?: number,
 *   max?: number, default?: number | string, lengthOf?: string }} ParamSpec
 * @typedef {{ type: 'float' | 'uint32' | 'led_buffer<float>' | 'led_buffer<color>' | 'points', initial?: number | { param: string } }} StateField
 * @typedef {object} NodeType
 * @property {string} doc
 * @property {string} formula
 * @property {boolean} [implicit] made by the language, not written in specs
 * @property {boolean} [lifts] an input per LED makes the output one per LED
 * @property {'led'} [rate] always computed per LED
 * @property {boolean} [random]
 * @property {string} [singleUse] why the type is one of its own although one pattern uses it
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

/** Largest size of a number that a spec may write where the port names no bound. */
const LARGEST_CONSTANT = 1e6;

/**
 * The numbers that a spec may write at a port. What a node gives there at run time may be any number: generated code
 * limits it where it has to.
 *
 * @param {InputPort} port
 */
function constantRange({ min = -LARGEST_CONSTANT, max = LARGEST_CONSTANT }) {
  return { min, max };
}

const parameterById = new Map(parameters.map((parameter) => [parameter.id, parameter]));

module.exports = { LED_COUNT, nodeTypes, parameters, parameterById, audio, constantRange };
