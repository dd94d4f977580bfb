// @ts-check
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
/** @type {typeof import('../language/check.js')} */
const { checkSpec } = require('../language/check.js');
/** @type {typeof import('../language/graph.js')} */
const { operandsOf } = require('../language/graph.js');

/**
 * A pattern's graph, for drawing.
 *
 * @typedef {'parameter' | 'audio' | 'state' | 'output' | 'frame' | 'led'} NodeKind `frame` and `led`: computed once
 *   for each frame, or for each LED
 * @typedef {{ id: string, label: string, type: string, kind: NodeKind, rate: 'frame' | 'led' }} DrawnNode
 * @typedef {{ from: string, to: string, port: string, delayed: boolean }} DrawnEdge
 * @typedef {{ nodes: DrawnNode[], edges: DrawnEdge[] }} DrawnGraph
 */

/**
 * @param {any} spec a valid spec
 * @returns {DrawnGraph}
 */
export function specGraph(spec) {
  const { graph } = checkSpec(spec);
  if (!graph) throw new Error(`"${spec.id}" is no valid pattern`);
  const nodes = graph.order.map((node) => ({
    id: node.id,
    label: node.type === 'Parameter' ? String(node.params.name) : node.id,
    type: node.type,
    kind: kindOf(node),
    rate: node.rate,
  }));
  const edges = graph.order.flatMap((node) =>
    operandsOf(node).flatMap(({ port, operand }) => {
      if (operand.kind !== 'link') return [];
      const { delayed = false } = /** @type {{ delayed?: boolean }} */ (node.def.inputs[port] ?? {});
      return [{ from: operand.node, to: node.id, port, delayed }];
    }),
  );
  return { nodes, edges };
}

/** @param {import('../language/check.js').TypedNode} node @returns {NodeKind} */
function kindOf({ type, def, rate }) {
  if (type === 'Parameter') return 'parameter';
  if (type === 'Output') return 'output';
  if (def.state) return 'state';
  return Object.values(def.outputs).some(({ audio }) => audio) ? 'audio' : rate;
}
