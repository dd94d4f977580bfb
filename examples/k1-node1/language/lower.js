// @ts-check
/**
 * Lowers a checked graph to the intermediate form: a list of steps whose nodes name the variables that they read and
 * write. It is plain data and the only input of the templates, so TypeScript and C++ cannot drift apart. Operands are
 * expressions that are valid in both languages: names, literals, `buffer[i]`.
 *
 * @typedef {{ r: string, g: string, b: string }} ColorNames
 * @typedef {{ data: string, length: string }} ArrayNames
 * @typedef {string | ColorNames | ArrayNames} Names
 * @typedef {object} LoweredNode
 * @property {string} id
 * @property {string} type
 * @property {Record<string, Names | Names[]>} in
 * @property {Record<string, Names>} out outputs that something reads
 * @property {Record<string, any>} params numbers as literals
 * @property {string} [state] expression of the node's state
 * @property {{ target: string, value: string }[]} stores writes to buffers within a loop
 */

const { LED_COUNT, parameterById } = require('./catalogue.js');
const { operandsOf } = require('./graph.js');
const { channels, floatLiteral } = require('./literals.js');
const { ARRAYS, POINTS, elementOf, isPerLed, sizeOf } = require('./types.js');

/** @typedef {import('./check.js').TypedNode} TypedNode */

/**
 * @param {import('./check.js').CheckedGraph} graph
 * @param {import('./schedule.js').Schedule} schedule
 */
function lower(graph, { steps, stored }) {
  const used = new Set(
    graph.order.flatMap((node) =>
      operandsOf(node).flatMap(({ operand }) => (operand.kind === 'link' ? [`${operand.node}.${operand.port}`] : [])),
    ),
  );
  const stepOf = new Map(steps.flatMap((step, index) => step.nodes.map((node) => [node.id, index])));
  const context = { graph, stored, used, stepOf };
  return {
    steps: steps.map((step) => ({
      loop: step.kind === 'loop',
      nodes: step.nodes.map((node) => lowerNode(node, context)),
    })),
    kept: graph.order.flatMap((node) => keptOf(node, context)),
    state: graph.order.flatMap(stateOf),
    scratch: scratchOf(graph, context),
    constants: graph.order.flatMap(constantsOf),
  };
}

/** @typedef {{ graph: import('./check.js').CheckedGraph, stored: Set<string>, used: Set<string>, stepOf: Map<string, number> }} Context */

/** @param {TypedNode} node @param {Context} context @returns {LoweredNode} */
function lowerNode(node, context) {
  const now = Object.entries(node.inputs).filter(([port]) => !node.def.inputs[port]?.delayed);
  const inputs = now.map(([port, value]) => {
    const type = /** @type {import('./catalogue.js').InputPort} */ (node.def.inputs[port]);
    const read = (/** @type {import('./graph.js').Operand} */ one) => operandNames(node, type, one, context);
    return [port, Array.isArray(value) ? value.map(read) : read(value)];
  });
  const outputs = Object.keys(node.outputTypes).filter((port) => context.used.has(`${node.id}.${port}`));
  return {
    id: node.id,
    type: node.type,
    in: Object.fromEntries(inputs),
    out: Object.fromEntries(outputs.map((port) => [port, outputNames(node, port)])),
    params: paramsOf(node),
    ...(node.def.state ? { state: `state.${node.id}` } : {}),
    stores: node.rate === 'led' ? outputs.flatMap((port) => storesOf(node, port, context)) : [],
  };
}

/** The variable of an output: just the node's name if it has a single output. @param {TypedNode} node @param {string} port */
const variable = (node, port) => (Object.keys(node.outputTypes).length === 1 ? node.id : `${node.id}_${port}`);

/** The buffer of an output that outlives its loop. @param {TypedNode} node @param {string} port */
function bufferOf(node, port) {
  const storage = node.def.outputs[port]?.storage;
  return storage === undefined ? `${variable(node, port)}_buffer` : `state.${node.id}.${storage}`;
}

/**
 * Length of a list that the node computes; undefined for lists that belong to the audio snapshot.
 *
 * @param {TypedNode} node @param {string} port
 */
function filledList(node, port) {
  if (node.def.outputs[port]?.audio !== undefined) return undefined;
  return ARRAYS[/** @type {keyof typeof ARRAYS} */ (node.outputTypes[port])];
}

/** @param {string} base @returns {ColorNames} */
const colorNames = (base) => ({ r: `${base}_r`, g: `${base}_g`, b: `${base}_b` });

/** @param {string} buffer @returns {ColorNames} */
const colorAt = (buffer) => ({ r: `${buffer}[3 * i]`, g: `${buffer}[3 * i + 1]`, b: `${buffer}[3 * i + 2]` });

/** @param {TypedNode} node @param {string} port @returns {Names} */
function outputNames(node, port) {
  const type = /** @type {string} */ (node.outputTypes[port]);
  const name = variable(node, port);
  if (type === 'points') return { data: bufferOf(node, port), length: String(POINTS.slots) };
  if (node.rate === 'frame' && isPerLed(type)) return { data: bufferOf(node, port), length: String(LED_COUNT) };
  const length = filledList(node, port);
  if (length !== undefined) return { data: bufferOf(node, port), length: String(length) };
  return elementOf(type) === 'color' ? colorNames(name) : name;
}

/**
 * The expression with which a node reads an operand.
 *
 * @param {TypedNode} node @param {import('./catalogue.js').InputPort} input @param {import('./graph.js').Operand} operand
 * @param {Context} context
 * @returns {Names}
 */
function operandNames(node, input, operand, { graph, stepOf }) {
  if (operand.kind === 'constant') return input.type === 'int' ? String(operand.value) : floatLiteral(operand.value);
  const source = /** @type {TypedNode} */ (graph.nodes.get(operand.node));
  const type = /** @type {string} */ (source.outputTypes[operand.port]);
  const element = elementOf(type);
  if (element in ARRAYS) {
    const length = ARRAYS[/** @type {keyof typeof ARRAYS} */ (element)];
    const filled = filledList(source, operand.port) !== undefined;
    return { data: (filled ? bufferOf : variable)(source, operand.port), length: String(length) };
  }
  const buffer = bufferOf(source, operand.port);
  if (type === 'points') return { data: buffer, length: String(POINTS.slots) };
  if (input.whole) return { data: buffer, length: String(LED_COUNT) };
  if (!isPerLed(type) || stepOf.get(source.id) === stepOf.get(node.id)) {
    const name = variable(source, operand.port);
    return element === 'color' ? colorNames(name) : name;
  }
  if (element === 'color') return colorAt(buffer);
  return element === 'bool' ? `(${buffer}[i] >= 0.5)` : `${buffer}[i]`;
}

/** @param {TypedNode} node @param {string} port @param {Context} context */
function storesOf(node, port, { stored }) {
  if (!stored.has(`${node.id}.${port}`)) return [];
  const buffer = bufferOf(node, port);
  const name = variable(node, port);
  const element = elementOf(/** @type {string} */ (node.outputTypes[port]));
  if (element === 'bool') return [{ target: `${buffer}[i]`, value: `${name} ? 1.0 : 0.0` }];
  if (element !== 'color') return [{ target: `${buffer}[i]`, value: name }];
  const [targets, values] = [colorAt(buffer), colorNames(name)];
  return /** @type {const} */ (['r', 'g', 'b']).map((c) => ({ target: targets[c], value: values[c] }));
}

/** @param {TypedNode} node @returns {Record<string, any>} */
function paramsOf(node) {
  if (node.type === 'Parameter') {
    const {
      id,
      kind,
      min,
      max,
      default: standard,
      nan,
      outside,
    } = /** @type {any} */ (parameterById.get(node.params.name));
    const number = kind === 'float' ? floatLiteral : String;
    return { name: id, kind, min: number(min), max: number(max), default: number(standard), nan: number(nan), outside };
  }
  const entries = Object.entries(node.def.params).map(([name, { type }]) => {
    const value = node.params[name];
    if (type === 'float') return [name, floatLiteral(value)];
    if (type === 'int') return [name, String(value)];
    if (type === 'list<float>') return [name, value.map(floatLiteral)];
    if (type === 'stops') return [name, { data: `${node.id}_${name}`, length: String(value.length) }];
    return [name, value];
  });
  return Object.fromEntries(entries);
}

/**
 * The state updates at the end of the frame: the values for delayed inputs in the next frame.
 *
 * @param {TypedNode} node @param {Context} context
 */
function keptOf(node, context) {
  return operandsOf(node).flatMap(({ port, operand }) => {
    const input = /** @type {import('./catalogue.js').InputPort} */ (node.def.inputs[port]);
    if (!input.delayed) return [];
    const names = operandNames(node, input, operand, context);
    const list = typeof names === 'object' && 'data' in names;
    const { type } = /** @type {{ type: string }} */ (input);
    const size = sizeOf(type);
    const colors = elementOf(type) === 'color';
    return [{ target: `state.${node.id}.${port}`, value: list ? names.data : names, list, colors, size: String(size) }];
  });
}

/** Tables that are created once, not in each frame. @param {TypedNode} node */
function constantsOf(node) {
  return Object.entries(node.def.params)
    .filter(([, { type }]) => type === 'stops')
    .map(([name]) => ({
      name: `${node.id}_${name}`,
      rows: node.params[name].map((/** @type {any} */ stop) => [stop.at, ...channels(stop.color)].map(floatLiteral)),
    }));
}

/** @param {TypedNode} node */
function stateOf(node) {
  if (!node.def.state) return [];
  const fields = Object.entries(node.def.state).map(([name, { type, initial = 0 }]) => ({
    name,
    ...(sizeOf(type) === undefined ? {} : { size: String(sizeOf(type)) }),
    integer: type === 'uint32',
    initial:
      typeof initial === 'object'
        ? String(node.params[initial.param])
        : type === 'uint32'
          ? String(initial)
          : floatLiteral(initial),
  }));
  return [{ node: node.id, fields }];
}

/**
 * Buffers for values of one frame: rows that are passed between loops, and lists. They are allocated once.
 *
 * @param {import('./check.js').CheckedGraph} graph @param {Context} context
 */
function scratchOf({ order }, { stored, used }) {
  return order.flatMap((node) =>
    Object.entries(node.outputTypes).flatMap(([port, type]) => {
      const size = filledList(node, port) ?? sizeOf(type);
      const needed = node.rate === 'frame' ? used.has(`${node.id}.${port}`) : stored.has(`${node.id}.${port}`);
      if (size === undefined || !needed || node.def.outputs[port]?.storage !== undefined) return [];
      return [{ name: bufferOf(node, port), size: String(size) }];
    }),
  );
}

module.exports = { lower };
