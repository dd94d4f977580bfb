// @ts-check
/** Topological order and reachability of a graph. Ties follow the order of nodes in the spec. */

const { operandsOf } = require('./graph.js');

/** @typedef {import('./graph.js').GraphNode} GraphNode */

/** Ids of the nodes that a node reads in the same frame. @param {GraphNode} node @returns {string[]} */
function sourcesOf(node) {
  return linksOf(node, false);
}

/** Ids of the nodes that a node reads with a delay of one frame. @param {GraphNode} node @returns {string[]} */
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
 * Finds a cycle. Returns the ids along it, with the first one repeated at the end, or undefined.
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
 * The nodes of an acyclic graph, each after its dependencies.
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
