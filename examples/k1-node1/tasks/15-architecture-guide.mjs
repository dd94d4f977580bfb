// @ts-check
// K1 task 15: how the patterns are built, as pages with diagrams: each pattern's graph and all node types.
// Usage, from the workspace's root: node 15-architecture-guide.mjs <root of the example>
import { posix } from 'node:path';
import { graphSvg } from './lib/graph-svg.mjs';
import { readJson } from './lib/json-file.mjs';
import { libraryIndex, librarySpecs } from './lib/library.mjs';
import { checkPages, documentTemplate, slug } from './lib/markdown-pages.mjs';
import { mermaidParser, patternFlowchart, typeDiagram } from './lib/mermaid.mjs';
import { atLeast, atMost, compareText, finish, openOutput, writeOutput } from './lib/result.mjs';
import { specGraph } from './lib/spec-graph.mjs';
import { counted, depthOf, titleOf } from './lib/words.mjs';

const task = 'architecture-guide';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);

/**
 * @type {{ types: { name: string, category: string, stateBytes: number }[],
 *   ports: { node: string, direction: 'in' | 'out', port: string, type: string | string[], default?: number | null, min?: number | null, max?: number | null }[],
 *   params: { node: string, name: string, type: string, default: unknown, values?: string[] }[] }}
 */
const tableFile = posix.join(projectRoot, 'language/build/architecture-analysis/node-tables.json');
const tables = readJson(tableFile);
// A category is a page's name, too.
const odd = tables.types.find(({ category }) => !/^[a-z]+(-[a-z]+)*$/.test(category));
if (odd) throw new Error(`${tableFile} error "${odd.name}" is of no category: "${odd.category}"`);
const categoryOf = new Map(tables.types.map(({ name, category }) => [name, category]));
const specs = librarySpecs(projectRoot);
const patterns = libraryIndex(projectRoot).map((pattern) => ({ ...pattern, graph: specGraph(specs[pattern.id]) }));

openOutput(output);
/** @type {Map<string, string>} */
const pages = new Map();
/** @type {string[]} */
const files = [];
/** Diagrams by the page that they are on. @type {Map<string, string>} */
const diagrams = new Map();
for (const pattern of patterns) addPattern(pattern);
const categories = [...new Set(tables.types.map(({ category }) => category))].sort(compareText);
for (const category of categories) addNodeTypes(category);
addIndex();
const { style, links } = checkPages(output, pages, files);
const unreadable = await unparsed();

for (const [page, text] of pages) writeOutput(output, page, text);
for (const line of [...unreadable, ...style, ...links]) console.error(line);
finish(output, {
  task,
  gates: [
    atLeast('pattern-diagrams', 1, patterns.length),
    atMost('diagrams-that-do-not-parse', 0, unreadable.length),
    atMost('style-findings', 0, style.length),
    atMost('broken-links', 0, links.length),
  ],
  figures: { pages: pages.size, diagrams: diagrams.size, nodeTypes: tables.types.length },
});

async function unparsed() {
  const parse = mermaidParser();
  const found = [];
  for (const [page, diagram] of diagrams) {
    const problem = await parse(diagram);
    if (problem !== undefined) found.push(`${posix.join(output, page)} error its diagram does not parse: ${problem}`);
  }
  return found;
}

/** @param {typeof patterns[number]} pattern */
function addPattern({ id, name, nodes, graph, stateBytes, scratchBytes }) {
  const page = `patterns/${id}.md`;
  const diagram = patternFlowchart(graph);
  diagrams.set(page, diagram);
  const types = [...new Set(nodes.map(({ type }) => type))].sort(compareText).map((type) => {
    const own = nodes.filter((node) => node.type === type);
    const category = categoryOf.get(type) ?? '';
    return {
      type,
      category,
      anchor: slug(type),
      count: own.length,
      names: own.map((node) => `\`${node.id}\``).join(', '),
    };
  });
  const ledCount = graph.nodes.filter(({ rate }) => rate === 'led').length;
  const facts = { id, name, ledCount, frameCount: nodes.length - ledCount, depth: depthOf(nodes), stateBytes };
  pages.set(page, documentTemplate(projectRoot, 'guide-pattern')({ ...facts, scratchBytes, types, diagram }));
  writeOutput(output, `graphs/${id}.svg`, graphSvg(graph, `Graph of ${name}`));
  files.push(`graphs/${id}.svg`);
}

/** @param {string} category */
function addNodeTypes(category) {
  const page = `nodes/${category}.md`;
  const types = tables.types.filter((type) => type.category === category).sort((a, b) => compareText(a.name, b.name));
  const portsOf = (/** @type {string} */ name, /** @type {string} */ direction) =>
    tables.ports
      .filter((port) => port.node === name && port.direction === direction)
      .map((one) => ({ ...one, name: one.port, type: [one.type].flat().join(' or ') }));
  const described = types.map(({ name, stateBytes }) => {
    const inputs = portsOf(name, 'in');
    const outputs = portsOf(name, 'out');
    const params = tables.params.filter(({ node }) => node === name);
    const rows = [
      ...inputs.map((one) => ({
        ...one,
        direction: 'in',
        note: [
          ...(typeof one.default === 'number' ? [`${one.default} unless connected`] : []),
          ...rangeOf(one.min ?? null, one.max ?? null),
        ].join('; '),
      })),
      ...params.map((one) => ({
        ...one,
        direction: 'setting',
        note: [
          ...(one.values ? [one.values.join(', ')] : []),
          ...(one.default === null ? [] : [`${one.default} unless set`]),
        ].join('; '),
      })),
      ...outputs.map((one) => ({ ...one, direction: 'out', note: '' })),
    ];
    const users = patterns.filter(({ nodeTypes }) => nodeTypes.includes(name)).length;
    const state = stateBytes > 0 ? counted(stateBytes, 'byte') : '';
    return { name, inputs, outputs, params, rows, users: counted(users, 'pattern'), state };
  });
  const diagram = typeDiagram(described);
  diagrams.set(page, diagram);
  pages.set(
    page,
    documentTemplate(projectRoot, 'guide-nodes')({ title: categoryTitle(category), types: described, diagram }),
  );
}

function addIndex() {
  const nodes = patterns.flatMap(({ graph }) => graph.nodes);
  const edges = patterns.flatMap(({ graph }) => graph.edges);
  const feeding = new Set(
    patterns.flatMap(({ graph }) => {
      const typeOf = new Map(graph.nodes.map(({ id, type }) => [id, categoryOf.get(type) ?? '']));
      return graph.edges.map(({ from, to }) => `${typeOf.get(from)} ${typeOf.get(to)}`);
    }),
  );
  const drawn = categories.map((id) => {
    const count = tables.types.filter(({ category }) => category === id).length;
    return {
      id,
      label: categoryTitle(id),
      type: counted(count, 'type'),
      kind: /** @type {const} */ ('frame'),
      rate: /** @type {const} */ ('frame'),
    };
  });
  const between = [...feeding].sort(compareText).map((pair) => {
    const [from = '', to = ''] = pair.split(' ');
    return { from, to, port: '', delayed: false };
  });
  writeOutput(output, 'graphs/categories.svg', graphSvg({ nodes: drawn, edges: between }, 'Categories of node types'));
  files.push('graphs/categories.svg');
  const data = {
    patternCount: patterns.length,
    typeCount: tables.types.length,
    categoryCount: categories.length,
    nodeCount: nodes.length,
    ledShare: Math.round((100 * nodes.filter(({ rate }) => rate === 'led').length) / Math.max(1, nodes.length)),
    edgeCount: edges.length,
    delayedCount: edges.filter(({ delayed }) => delayed).length,
    categories: categories.map((id) => {
      const names = tables.types
        .filter(({ category }) => category === id)
        .map(({ name }) => name)
        .sort(compareText);
      return { id, title: categoryTitle(id), names: names.join(', ') };
    }),
    patterns: patterns.map((one) => ({
      id: one.id,
      name: one.name,
      nodes: one.nodes.length,
      depth: depthOf(one.nodes),
    })),
  };
  pages.set('index.md', documentTemplate(projectRoot, 'guide')(data));
}

/** @param {string} id */
function categoryTitle(id) {
  return `${titleOf(id)} nodes`;
}

/** The numbers that a spec may write at a port, where it names a bound. @param {number | null} min @param {number | null} max */
function rangeOf(min, max) {
  if (min !== null && max !== null) return [`${min} to ${max}`];
  return [...(min === null ? [] : [`${min} or more`]), ...(max === null ? [] : [`${max} or less`])];
}
