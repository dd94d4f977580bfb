// @ts-check
/** Checks and lowers a spec. Used by the templates and by the workflow's tasks. */

const { checkSpec } = require('./check.js');
const { featuresOf } = require('./features.js');
const { lower } = require('./lower.js');
const { keptBy, sourcesOf } = require('./order.js');
const { schedule } = require('./schedule.js');

/**
 * @param {any} spec satisfies pattern.schema.json
 * @returns {{ pattern: ReturnType<typeof compile>, problems: [] } | { pattern: undefined, problems: import('./problem.js').Problem[] }}
 */
function readPattern(spec) {
  const { graph, problems } = checkSpec(spec);
  return graph ? { pattern: compile(spec, graph), problems: [] } : { pattern: undefined, problems };
}

/** @param {any} spec @param {import('./check.js').CheckedGraph} graph */
function compile(spec, graph) {
  const program = lower(graph, schedule(graph));
  return {
    id: /** @type {string} */ (spec.id),
    name: /** @type {string} */ (spec.name),
    family: /** @type {string} */ (spec.family),
    symmetry: /** @type {string} */ (spec.symmetry),
    ...featuresOf(graph),
    nodes: graph.order.map((node) => ({
      id: node.id,
      type: node.type,
      reads: [...new Set(sourcesOf(node))],
      /** Nodes read from the previous frame, the only edges that may close a cycle. */
      remembers: [...new Set(keptBy(node))],
    })),
    nodeTypes: [...new Set(graph.order.map((node) => node.type))].sort(),
    order: program.steps.flatMap((step) => step.nodes.map((node) => node.id)),
    ...program,
  };
}

module.exports = { readPattern };
