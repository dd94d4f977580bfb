// @ts-check
/** Validates a graph: no cycles, matching types, exactly one output, and no nodes that do not reach it. */

const { operandsOf, readGraph } = require('./graph.js');
const { findCycle, reaching, topologicalOrder } = require('./order.js');
const { pointer } = require('./problem.js');
const { constantRange } = require('./catalogue.js');
const { fits, isPerLed, perLed } = require('./types.js');

/**
 * @typedef {import('./graph.js').GraphNode & { rate: 'frame' | 'led', outputTypes: Record<string, string> }} TypedNode
 * @typedef {{ nodes: Map<string, TypedNode>, order: TypedNode[], output: string }} CheckedGraph
 */

/**
 * @param {any} spec satisfies pattern.schema.json
 * @returns {{ graph: CheckedGraph, problems: [] } | { graph: undefined, problems: import('./problem.js').Problem[] }}
 */
function checkSpec(spec) {
  const { nodes, problems } = readGraph(spec);
  if (problems.length > 0) return { graph: undefined, problems };

  const cycle = findCycle(nodes);
  if (cycle) {
    const at = pointer('nodes', /** @type {string} */ (cycle[0]), 'inputs');
    return {
      graph: undefined,
      problems: [{ code: 'cycle', pointer: at, message: `the nodes form a cycle: ${cycle.join(' -> ')}` }],
    };
  }
  const order = topologicalOrder(nodes).map((node) => inferType(node, nodes, problems));
  for (const node of order) checkDelayed(node, nodes, problems);
  const outputs = order.filter((node) => node.type === 'Output').map((node) => node.id);
  if (outputs.length !== 1) {
    const found = outputs.length === 0 ? 'this one has none' : `this one has ${outputs.length}: ${outputs.join(', ')}`;
    problems.push({ code: 'one-output', pointer: '/nodes', message: `a pattern has exactly one Output; ${found}` });
  } else {
    const reached = reaching(nodes, /** @type {string} */ (outputs[0]));
    for (const node of nodes.values()) {
      if (reached.has(node.id)) continue;
      const message = `"${node.id}" (${node.type}) does not reach the output`;
      problems.push({ code: 'unreachable-node', pointer: node.pointer, message, hint: 'connect it or remove it' });
    }
  }
  if (problems.length > 0) return { graph: undefined, problems };
  const byId = new Map(order.map((node) => [node.id, node]));
  return { graph: { nodes: byId, order, output: /** @type {string} */ (outputs[0]) }, problems: [] };
}

/**
 * Infers the rate and the output types of a node, whose dependencies are typed already.
 *
 * @param {import('./graph.js').GraphNode} node
 * @param {Map<string, import('./graph.js').GraphNode>} nodes
 * @param {import('./problem.js').Problem[]} problems added to
 * @returns {TypedNode}
 */
function inferType(node, nodes, problems) {
  const { def } = node;
  let lifted = def.rate === 'led';
  for (const { port, operand } of operandsOf(node)) {
    const input = /** @type {import('./catalogue.js').InputPort} */ (def.inputs[port]);
    if (input.delayed) continue;
    const given = checkOperand(node, port, operand, nodes, problems);
    if (given !== undefined && def.lifts && !input.whole && isPerLed(given)) lifted = true;
  }
  const outputTypes = Object.fromEntries(
    Object.entries(def.outputs).map(([port, { type }]) => [port, lifted && def.lifts ? perLed(type) : type]),
  );
  return Object.assign(node, { rate: /** @type {'frame' | 'led'} */ (lifted ? 'led' : 'frame'), outputTypes });
}

/**
 * Checks the delayed inputs, once all nodes are typed.
 *
 * @param {import('./graph.js').GraphNode} node
 * @param {Map<string, import('./graph.js').GraphNode>} nodes
 * @param {import('./problem.js').Problem[]} problems added to
 */
function checkDelayed(node, nodes, problems) {
  for (const { port, operand } of operandsOf(node)) {
    if (node.def.inputs[port]?.delayed) checkOperand(node, port, operand, nodes, problems);
  }
}

/**
 * The type of an operand; undefined if the port does not accept it.
 *
 * @param {import('./graph.js').GraphNode} node
 * @param {string} port
 * @param {import('./graph.js').Operand} operand
 * @param {Map<string, import('./graph.js').GraphNode>} nodes
 * @param {import('./problem.js').Problem[]} problems added to
 * @returns {string | undefined}
 */
function checkOperand(node, port, operand, nodes, problems) {
  const input = /** @type {import('./catalogue.js').InputPort} */ (node.def.inputs[port]);
  const wrong = (/** @type {string} */ message, /** @type {string | undefined} */ hint, code = 'wrong-input-type') => {
    problems.push({
      code,
      pointer: operand.pointer,
      message: `input "${port}" of "${node.id}" (${node.type}) ${message}`,
      hint,
    });
    return undefined;
  };
  if (operand.kind === 'constant') {
    const message = checkConstant(operand.value, input.type);
    if (message !== undefined) return wrong(message, undefined);
    const { min, max } = constantRange(input);
    const { value } = operand;
    return value < min || value > max
      ? wrong(`takes ${min} to ${max}, not ${value}`, undefined, 'input-out-of-range')
      : undefined;
  }
  const source = /** @type {TypedNode} */ (nodes.get(operand.node));
  const given = source.outputTypes[operand.port];
  if (given === undefined) return undefined; // The problem of the source is reported already.
  if (fits(given, input.type, { lifts: node.def.lifts, whole: input.whole })) return given;
  const wanted = Array.isArray(input.type) ? input.type.join(' or ') : input.type;
  return wrong(`takes ${wanted}, but "${operand.node}" (${source.type}) gives ${given}`, hintFor(given, wanted));
}

/** @param {number} value @param {import('./catalogue.js').PortType} type @returns {string | undefined} */
function checkConstant(value, type) {
  if (type === 'float' || type === 'led_buffer<float>') return undefined;
  if (type === 'int') return Number.isSafeInteger(value) ? undefined : `takes a whole number, not ${value}`;
  return `takes ${Array.isArray(type) ? type.join(' or ') : type}, not a number`;
}

/** @param {string} given @param {string} wanted */
function hintFor(given, wanted) {
  if (given === 'float' && wanted === 'bool') return 'compare it: a Greater node gives bool';
  if (given === 'bool' && wanted === 'float') return 'choose a number by it: a Select node gives float';
  if (given.includes('float') && wanted.includes('color'))
    return 'a Palette or Gradient node makes a colour of a number';
  if (given.startsWith('led_buffer') && !wanted.startsWith('led_buffer')) return 'this input takes one value per frame';
  return undefined;
}

module.exports = { checkSpec };
