// @ts-check
import { Graph, layout } from '@dagrejs/dagre';

/** @typedef {import('./spec-graph.mjs').DrawnGraph} DrawnGraph */

const LETTER = 7;
const HEIGHT = 40;
const MARGIN = 16;
/** Light and dark by what the reader's screen asks for, so that a page need not know. */
const STYLE = `
  text { font: 12px ui-sans-serif, system-ui, sans-serif; text-anchor: middle; fill: #1c2230; }
  .type { font-size: 10px; fill: #5d6779; }
  rect { fill: #f2f4f8; stroke: #b8c0ce; stroke-width: 1.2; }
  .led rect { fill: #e3edff; stroke: #7fa6ec; }
  .parameter rect { fill: #f1e8ff; stroke: #a884e6; }
  .audio rect { fill: #dcf5ee; stroke: #46b394; }
  .state rect { fill: #fff0d6; stroke: #dfa13c; }
  .output rect { fill: #1c2230; stroke: #1c2230; }
  .output text { fill: #fff; }
  .output .type { fill: #c3cad6; }
  path { fill: none; stroke: #9aa4b5; stroke-width: 1.2; }
  path.delayed { stroke: #dfa13c; stroke-dasharray: 5 4; }
  .tip { fill: #9aa4b5; stroke: none; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6eaf2; }
    .type { fill: #9aa5b8; }
    rect { fill: #222936; stroke: #465063; }
    .led rect { fill: #1b2c4d; stroke: #4a74c4; }
    .parameter rect { fill: #2f2348; stroke: #8460c9; }
    .audio rect { fill: #123a31; stroke: #2f9a7c; }
    .state rect { fill: #41300f; stroke: #b98228; }
    .output rect { fill: #e6eaf2; stroke: #e6eaf2; }
    .output text { fill: #10141c; }
    .output .type { fill: #4a5466; }
    path { stroke: #5b6678; }
    path.delayed { stroke: #b98228; }
    .tip { fill: #5b6678; }
  }`;

/**
 * A graph as an SVG picture, laid out from the top to the bottom. Equal graphs give equal bytes.
 *
 * @param {DrawnGraph} graph
 * @param {string} title
 */
export function graphSvg({ nodes, edges }, title) {
  const drawn = new Graph({ multigraph: true });
  drawn.setGraph({ rankdir: 'TB', nodesep: 14, ranksep: 34, marginx: MARGIN, marginy: MARGIN });
  drawn.setDefaultEdgeLabel(() => ({}));
  for (const { id, label, type } of nodes) {
    const letters = Math.max(label.length, 0.85 * type.length);
    drawn.setNode(id, { width: Math.round(24 + LETTER * letters), height: HEIGHT });
  }
  // What comes from the frame before leads back up; laid out backwards, it keeps the order.
  for (const { from, to, port, delayed } of edges) {
    if (from === to) continue;
    if (delayed) drawn.setEdge(to, from, { back: true }, `${port} back`);
    else drawn.setEdge(from, to, {}, port || 'to');
  }
  layout(drawn);
  const { width = 0, height = 0 } = /** @type {{ width?: number, height?: number }} */ (drawn.graph());
  const lines = drawn.edges().map((/** @type {any} */ edge) => line(/** @type {any} */ (drawn.edge(edge))));
  const boxes = nodes.map((node) => box(node, /** @type {any} */ (drawn.node(node.id))));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<style>${STYLE}\n</style>`,
    ...lines,
    ...boxes,
    '</svg>\n',
  ].join('\n');
}

/** @param {DrawnGraph['nodes'][number]} node @param {{ x: number, y: number, width: number, height: number }} at */
function box({ label, type, kind }, { x, y, width, height }) {
  const corner = kind === 'parameter' || kind === 'audio' ? height / 2 : 7;
  return [
    `<g class="${kind}">`,
    `<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${height}" rx="${corner}"/>`,
    `<text x="${round(x)}" y="${round(y - 2)}">${escape(label)}</text>`,
    `<text class="type" x="${round(x)}" y="${round(y + 12)}">${escape(type)}</text>`,
    '</g>',
  ].join('');
}

/** @param {{ points: { x: number, y: number }[], back?: boolean }} edge */
function line({ points, back = false }) {
  const way = back ? [...points].reverse() : points;
  const [first, ...rest] = way.map(({ x, y }) => `${round(x)},${round(y)}`);
  // Smooth: through the middle of each two points, with the points themselves as handles.
  const parts = [`M${first}`];
  for (let index = 0; index < rest.length - 1; index++) {
    const [here, next] = [way[index + 1], way[index + 2]];
    if (!here || !next) continue;
    const last = index === rest.length - 2;
    const to = last ? next : { x: (here.x + next.x) / 2, y: (here.y + next.y) / 2 };
    parts.push(`Q${round(here.x)},${round(here.y)} ${round(to.x)},${round(to.y)}`);
  }
  if (rest.length === 1) parts.push(`L${rest[0]}`);
  return `<path${back ? ' class="delayed"' : ''} d="${parts.join(' ')}"/>${tip(way)}`;
}

/** An arrow's head. @param {{ x: number, y: number }[]} way */
function tip(way) {
  const [from, to] = way.slice(-2);
  if (!from || !to) return '';
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const corner = (/** @type {number} */ turn) =>
    `${round(to.x - 7 * Math.cos(angle + turn))},${round(to.y - 7 * Math.sin(angle + turn))}`;
  return `<path class="tip" d="M${round(to.x)},${round(to.y)} L${corner(0.45)} L${corner(-0.45)} Z"/>`;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
