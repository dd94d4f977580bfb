// @ts-check
/** What a pattern is like, read off its graph: every node of a checked graph reaches the output. */

const { parameters } = require('./catalogue');
const { operandsOf } = require('./graph');

/** @param {import('./check').CheckedGraph} graph */
function featuresOf({ nodes, order }) {
  const read = new Set(order.filter((node) => node.type === 'Parameter').map((node) => node.params.name));
  return {
    audioReactive: order.some((node) => node.def.audio !== undefined),
    stateful: order.some((node) => node.def.state !== undefined),
    usesClock: order.some((node) =>
      operandsOf(node).some(
        ({ operand }) => operand.kind === 'link' && nodes.get(operand.node)?.def.outputs[operand.port]?.clock === true,
      ),
    ),
    random: order.some((node) => node.def.random === true),
    parameters: parameters.map(({ id }) => id).filter((id) => read.has(id)),
  };
}

module.exports = { featuresOf };
