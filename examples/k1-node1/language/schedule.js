// @ts-check
/**
 * Schedules nodes: once per frame, or in one of the loops over the LEDs. Decides which values need a buffer between loops.
 * The number of loops is minimal: only a node that reads a whole row starts a new one.
 *
 * @typedef {import('./check.js').TypedNode} TypedNode
 * @typedef {{ kind: 'frame' | 'loop', nodes: TypedNode[] }} Step
 * @typedef {{ steps: Step[], stored: Set<string> }} Schedule `stored`: outputs, as `node.port`, that need a buffer
 */

const { operandsOf } = require('./graph.js');
const { isPerLed } = require('./types.js');

/**
 * @param {import('./check.js').CheckedGraph} graph
 * @returns {Schedule}
 */
function schedule({ nodes, order }) {
  /** @type {Map<string, number>} */
  const stepOf = new Map();
  /** @type {Step[]} */
  const steps = [];
  const waiting = new Set(order);

  while (waiting.size > 0) {
    const ready = (/** @type {TypedNode} */ node) =>
      operandsOf(node).every(({ port, operand }) => {
        if (operand.kind === 'constant' || node.def.inputs[port]?.delayed) return true;
        const step = stepOf.get(operand.node);
        // Within a loop, a node can read only the current LED of another node, not the whole row.
        return step !== undefined && (step < steps.length || !node.def.inputs[port]?.whole);
      });
    const kind = [...waiting].some((node) => node.rate === 'frame' && ready(node)) ? 'frame' : 'loop';
    /** @type {TypedNode[]} */
    const taken = [];
    for (const node of waiting) {
      if ((node.rate === 'led') !== (kind === 'loop') || !ready(node)) continue;
      taken.push(node);
      waiting.delete(node);
      stepOf.set(node.id, steps.length);
    }
    steps.push({ kind, nodes: taken });
  }
  return { steps, stored: storedOutputs(order, nodes, stepOf) };
}

/** @param {TypedNode[]} order @param {Map<string, TypedNode>} nodes @param {Map<string, number>} stepOf */
function storedOutputs(order, nodes, stepOf) {
  /** @type {Set<string>} */
  const stored = new Set();
  for (const node of order) {
    for (const { port, operand } of operandsOf(node)) {
      if (operand.kind === 'constant') continue;
      const source = /** @type {TypedNode} */ (nodes.get(operand.node));
      if (!isPerLed(source.outputTypes[operand.port] ?? '') || source.rate === 'frame') continue;
      const sameLoop = stepOf.get(source.id) === stepOf.get(node.id);
      if (!sameLoop || node.def.inputs[port]?.whole) stored.add(`${operand.node}.${operand.port}`);
    }
  }
  return stored;
}

module.exports = { schedule };
