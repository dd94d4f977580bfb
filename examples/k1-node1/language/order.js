// @ts-check
/** Order and reachability of a graph. Ties follow the order in which the spec writes its nodes. */

const { operandsOf } = require('./graph.js');

/** @typedef {import('./graph.js').GraphNode} GraphNode */

/** Ids of the nodes that a node reads in the same frame. @param {GraphNode} node @returns {string[]} */
function sourcesOf(node) {
  return linksOf(node, false);
}

/** Ids of the nodes whose values of this frame a node keeps for the next one. @param {GraphNode} node @returns {string[]} */
function keptBy(node) {
  return linksOf(node, true);
}

/** @param {GraphNode} node @param {boolean} delayed */
function linksOf(node, delayed) {
  return operandsOf(node).flatMap(({ port, operand }) =>
    operand.kind === 'link' && Boolean(node.def.inputs[port]?.delayed) === delayed ? [operand.node] : [],
  );
}

/**
 * A cycle of the graph as the ids along it, the first one repeated at the end; undefined where there is none.
 *
 * @param {Map<string, GraphNode>} nodes
 * @returns {string[] | undefined}
 */
function findCycle(nodes) {
  /** @type {Set<string>} */
  const done = new Set();
  /** @type {string[]} */
  const path = [];
  /** @param {string} id @returns {string[] | undefined} */
  const visit = (id) => {
    const start = path.indexOf(id);
    if (start >= 0) return [...path.slice(start), id].reverse();
    const node = nodes.get(id);
    if (done.has(id) || !node) return undefined;
    path.push(id);
    for (const source of sourcesOf(node)) {
      const cycle = visit(source);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(id);
    return undefined;
  };
  for (const id of nodes.keys()) {
    const cycle = visit(id);
    if (cycle) return cycle;
  }
  return undefined;
}

/**
 * Nodes of an acyclic graph, each after all that it reads.
 *
 * @param {Map<string, GraphNode>} nodes
 * @returns {GraphNode[]}
 */
function topologicalOrder(nodes) {
  /** @type {Set<GraphNode>} */
  const ordered = new Set();
  const visit = (/** @type {GraphNode} */ node) => {
    if (ordered.has(node)) return;
    for (const source of sourcesOf(node)) visit(/** @type {GraphNode} */ (nodes.get(source)));
    ordered.add(node);
  };
  for (const node of nodes.values()) visit(node);
  return [...ordered];
}

/** Ids of all nodes that reach `root`, itself included. @param {Map<string, GraphNode>} nodes @param {string} root */
function reaching(nodes, root) {
  const reached = new Set([root]);
  for (const id of reached) {
    const node = nodes.get(id);
    if (node) for (const source of [...sourcesOf(node), ...keptBy(node)]) reached.add(source);
  }
  return reached;
}

module.exports = { sourcesOf, keptBy, findCycle, topologicalOrder, reaching };
