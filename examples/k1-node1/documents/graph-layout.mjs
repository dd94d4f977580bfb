// @ts-check
import { Graph, layout } from '@dagrejs/dagre';

/** @typedef {import('./spec-graph.mjs').DrawnGraph} DrawnGraph */

const LETTER = 7;
const HEIGHT = 40;
const MARGIN = 16;

/**
 * Computes a deterministic top-to-bottom layout of a graph.
 *
 * @param {DrawnGraph} graph
 */
export function layoutOf({ nodes, edges }) {
  const drawn = new Graph({ multigraph: true });
  drawn.setGraph({ rankdir: 'TB', nodesep: 14, ranksep: 34, marginx: MARGIN, marginy: MARGIN });
  drawn.setDefaultEdgeLabel(() => ({}));
  for (const { id, label, type } of nodes) {
    const letters = Math.max(label.length, 0.85 * type.length);
    drawn.setNode(id, { width: Math.round(24 + LETTER * letters), height: HEIGHT });
  }
  // Edges from the previous frame point upwards. Reverse them for the layout, so that they do not change the order.
  for (const { from, to, port, delayed } of edges) {
    if (from === to) continue;
    if (delayed) drawn.setEdge(to, from, { back: true }, `${port} back`);
    else drawn.setEdge(from, to, {}, port || 'to');
  }
  layout(drawn);
  const { width = 0, height = 0 } = /** @type {{ width?: number, height?: number }} */ (drawn.graph());
  return {
    width: round(width),
    height: round(height),
    lines: drawn.edges().map((/** @type {any} */ edge) => lineOf(/** @type {any} */ (drawn.edge(edge)))),
    boxes: nodes.map((node) => boxOf(node, /** @type {any} */ (drawn.node(node.id)))),
  };
}

/** @param {DrawnGraph['nodes'][number]} node @param {{ x: number, y: number, width: number, height: number }} at */
function boxOf({ label, type, kind }, { x, y, width, height }) {
  return {
    ...{ label, type, kind, width: round(width), height },
    ...{
      x: round(x),
      left: round(x - width / 2),
      top: round(y - height / 2),
      labelY: round(y - 2),
      typeY: round(y + 12),
    },
    corner: kind === 'parameter' || kind === 'audio' ? height / 2 : 7,
  };
}

/** SVG paths of an edge and its arrowhead. @param {{ points: { x: number, y: number }[], back?: boolean }} edge */
function lineOf({ points, back = false }) {
  const way = back ? [...points].reverse() : points;
  const [first, ...rest] = way.map(({ x, y }) => `${round(x)},${round(y)}`);
  // Quadratic curves through the midpoints of the segments, with the points as control points.
  const parts = [`M${first}`];
  for (let index = 0; index < rest.length - 1; index++) {
    const [here, next] = [way[index + 1], way[index + 2]];
    if (!here || !next) continue;
    const last = index === rest.length - 2;
    const to = last ? next : { x: (here.x + next.x) / 2, y: (here.y + next.y) / 2 };
    parts.push(`Q${round(here.x)},${round(here.y)} ${round(to.x)},${round(to.y)}`);
  }
  if (rest.length === 1) parts.push(`L${rest[0]}`);
  return { back, way: parts.join(' '), tip: tipOf(way) };
}

/** @param {{ x: number, y: number }[]} way */
function tipOf(way) {
  const [from, to] = way.slice(-2);
  if (!from || !to) return '';
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const corner = (/** @type {number} */ turn) =>
    `${round(to.x - 7 * Math.cos(angle + turn))},${round(to.y - 7 * Math.sin(angle + turn))}`;
  return `M${round(to.x)},${round(to.y)} L${corner(0.45)} L${corner(-0.45)} Z`;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
