// @ts-check
import { layoutOf } from './graph-layout.mjs';
import { counted, depthOf, slug, titleOf } from './words.mjs';

/**
 * @typedef {import('./load.mjs').Library} Library
 * @typedef {Library['patterns'][number]} Pattern
 *
 * The node catalogue as flat tables.
 *
 * @typedef {object} NodeTables
 * @property {{ name: string, category: string, stateBytes: number }[]} types
 * @property {{ node: string, direction: 'in' | 'out', port: string, type: string | string[], default?: number | null, min?: number | null, max?: number | null }[]} ports
 * @property {{ node: string, name: string, type: string, default: unknown, values?: string[] }[]} params
 */

/** The architecture pages: an index, one page per graph and one per category of node types. @param {Library} library */
export function guidePages({ patterns, tables }) {
  const sorted = [...tables.types].sort((a, b) => (a.name < b.name ? -1 : 1));
  const categories = [...new Set(sorted.map(({ category }) => category))].sort().map((id) => {
    const types = sorted.filter(({ category }) => category === id);
    return { id, title: `${titleOf(id)} nodes`, types, names: types.map(({ name }) => name).join(', ') };
  });
  const categoryOf = new Map(sorted.map(({ name, category }) => [name, category]));
  const nodes = patterns.flatMap(({ graph }) => graph.nodes);
  const edges = patterns.flatMap(({ graph }) => graph.edges);
  const guide = {
    patternCount: patterns.length,
    typeCount: sorted.length,
    categoryCount: categories.length,
    nodeCount: nodes.length,
    ledShare: Math.round((100 * nodes.filter(({ rate }) => rate === 'led').length) / Math.max(1, nodes.length)),
    edgeCount: edges.length,
    delayedCount: edges.filter(({ delayed }) => delayed).length,
    categories,
    patterns: patterns.map((one) => ({ ...one, nodes: one.nodes.length, depth: depthOf(one.nodes), graph: undefined })),
  };
  const between = layoutOf(categoryGraph(patterns, categories, categoryOf));
  return [
    { kind: 'guide', path: 'architecture/index.md', ...guide },
    { kind: 'graph', path: 'graphs/categories.svg', title: 'Categories of node types', ...between },
    ...patterns.map((one) => ({
      ...{ kind: 'guide-pattern', path: `architecture/patterns/${one.id}.md` },
      ...graphPage(one, categoryOf),
    })),
    ...categories.map(({ id, title, types }) => ({
      ...{ kind: 'guide-nodes', path: `architecture/nodes/${id}.md`, title },
      types: types.map((type) => typeSection(type, tables, patterns)),
    })),
  ];
}

/** @param {Pattern} pattern @param {Map<string, string>} categoryOf */
function graphPage({ id, name, nodes, graph, stateBytes, scratchBytes }, categoryOf) {
  const types = [...new Set(nodes.map(({ type }) => type))].sort().map((type) => {
    const own = nodes.filter((node) => node.type === type);
    const names = own.map((node) => `\`${node.id}\``).join(', ');
    return { type, category: categoryOf.get(type) ?? '', anchor: slug(type), count: own.length, names };
  });
  const [perFrame, perLed] = ['frame', 'led'].map((rate) => graph.nodes.filter((node) => node.rate === rate));
  return { id, name, depth: depthOf(nodes), stateBytes, scratchBytes, types, perFrame, perLed, edges: graph.edges };
}

/** Template data of a node type with its ports and settings. @param {NodeTables['types'][number]} type @param {NodeTables} tables @param {Pattern[]} patterns */
function typeSection({ name, stateBytes }, tables, patterns) {
  const ports = tables.ports
    .filter(({ node }) => node === name)
    .map((one) => ({ ...one, name: one.port, type: [one.type].flat().join(' or ') }));
  const inputs = ports.filter(({ direction }) => direction === 'in');
  const outputs = ports.filter(({ direction }) => direction === 'out');
  const params = tables.params.filter(({ node }) => node === name);
  const rows = [
    ...inputs.map((one) => {
      const unless = typeof one.default === 'number' ? [`${one.default} unless connected`] : [];
      return rowOf(one, 'in', [...unless, ...rangeOf(one)]);
    }),
    ...params.map((one) => {
      const unless = one.default === null ? [] : [`${one.default} unless set`];
      return rowOf(one, 'setting', [...(one.values ? [one.values.join(', ')] : []), ...unless]);
    }),
    ...outputs.map((one) => rowOf(one, 'out', [])),
  ];
  const users = patterns.filter(({ nodeTypes }) => nodeTypes.includes(name)).length;
  const state = stateBytes > 0 ? counted(stateBytes, 'byte') : '';
  return { name, inputs, outputs, params, rows, users: counted(users, 'pattern'), state };
}

/** @param {{ name: string, type: string }} one @param {string} direction @param {string[]} notes */
function rowOf({ name, type }, direction, notes) {
  return { name, direction, type, note: notes.join('; ') };
}

/** The edges between categories that occur in any pattern. @param {Pattern[]} patterns @param {{ id: string, title: string, types: unknown[] }[]} categories @param {Map<string, string>} categoryOf */
function categoryGraph(patterns, categories, categoryOf) {
  const pairs = patterns.flatMap(({ graph: { nodes, edges } }) => {
    const categoryAt = new Map(nodes.map(({ id, type }) => [id, categoryOf.get(type) ?? '']));
    return edges.map(({ from, to }) => `${categoryAt.get(from)} ${categoryAt.get(to)}`);
  });
  return {
    nodes: categories.map(({ id, title, types }) => {
      const rate = /** @type {const} */ ('frame');
      return { id, label: title, type: counted(types.length, 'type'), kind: rate, rate };
    }),
    edges: [...new Set(pairs)].sort().map((pair) => {
      const [from = '', to = ''] = pair.split(' ');
      return { from, to, port: '', delayed: false };
    }),
  };
}

/** The range of constants at a port, if it declares a bound. @param {{ min?: number | null, max?: number | null }} port */
function rangeOf({ min = null, max = null }) {
  if (min !== null && max !== null) return [`${min} to ${max}`];
  return [...(min === null ? [] : [`${min} or more`]), ...(max === null ? [] : [`${max} or less`])];
}
