// @ts-check
/** Derives the features of a pattern from its checked graph, in which every node reaches the output. */

const { parameters } = require('./catalogue.js');
const { operandsOf } = require('./graph.js');

/** @param {import('./check.js').CheckedGraph} graph */
function featuresOf({ nodes, order }) {
  const used = order.flatMap((node) =>
    operandsOf(node).flatMap(({ operand }) =>
      operand.kind === 'link' ? (nodes.get(operand.node)?.def.outputs[operand.port] ?? []) : [],
    ),
  );
  const read = new Set(order.filter((node) => node.type === 'Parameter').map((node) => node.params.name));
  const audio = [...new Set(used.flatMap((output) => output.audio ?? []))].sort();
  return {
    audioReactive: audio.length > 0,
    /** The audio features that are used. */
    audio,
    stateful: order.some((node) => node.def.state !== undefined),
    random: order.some((node) => node.def.random === true),
    usesClock: used.some((output) => output.clock === true),
    /** Ids of the parameters that are read, in the order of parameters.json. */
    parameters: parameters.map(({ id }) => id).filter((id) => read.has(id)),
  };
}

module.exports = { featuresOf };
