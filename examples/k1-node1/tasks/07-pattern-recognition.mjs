// @ts-check
// K1 task 7: checks the specs of one family against the schema and the node tables, and writes an index of them.
// Usage, from the workspace's root: node 07-pattern-recognition.mjs <root of a family>
import glob from 'fast-glob';
import graphology from 'graphology';
import dag from 'graphology-dag';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { kebabCase } from 'scule';
import { stateSizes } from './lib/node-tables.mjs';
import { specReader } from './lib/read-spec.mjs';
import { atLeast, atMost, compareText, finish, openOutput, sortKeys, writeOutput } from './lib/result.mjs';

const task = 'pattern-recognition';
const projectRoot = process.argv[2] ?? 'examples/k1-node1/patterns/prism';
const example = posix.dirname(posix.dirname(projectRoot));
const output = posix.join(projectRoot, 'build', task);
const read = specReader(posix.join(example, 'language'));

const stateOf = stateSizes(example);

/** @type {string[]} */
const errors = [];
let misordered = 0;
const own = glob.escapePath(projectRoot);
const files = glob.sync(posix.join(own, '*.yaml'));
/** Files that look like specs but that code generation does not read. */
const astray = glob
  .sync(posix.join(own, '**/*.{yaml,yml,json}'), {
    ignore: [posix.join(own, '{build,goldens,node_modules}/**'), posix.join(own, 'project.json')],
    caseSensitiveMatch: false,
  })
  .filter((file) => !files.includes(file))
  .sort(compareText);
const recognised = files.sort(compareText).flatMap((file) => recognise(file) ?? []);
const patterns = recognised.map(({ indexed }) => indexed);

openOutput(output);
writeOutput(output, 'pattern-index.json', { patterns });
// The specs as data, for tasks that need all of them: comments and whitespace do not change it. Keys keep their order,
// because the order of nodes is part of a spec.
const specs = Object.fromEntries(recognised.map(({ indexed, spec }) => [indexed.id, spec]));
writeOutput(output, 'specs.json', `${JSON.stringify(specs, null, 2)}\n`);
for (const line of errors) console.error(line);
for (const file of astray)
  console.error(`${file} error not read: specs must be .yaml files directly in the family's folder`);
if (files.length === 0) console.error(`${projectRoot} error the family has no specs`);
finish(output, {
  task,
  gates: [
    atLeast('valid-patterns', 1, patterns.length),
    atMost('invalid-patterns', 0, files.length - patterns.length),
    atMost('specs-astray', 0, astray.length),
    atMost('nodes-out-of-order', 0, misordered),
  ],
  figures: {
    specs: files.length,
    nodes: patterns.reduce((sum, pattern) => sum + pattern.order.length, 0),
    audioReactive: patterns.filter((pattern) => pattern.audioReactive).length,
    stateful: patterns.filter((pattern) => pattern.stateful).length,
  },
});

/**
 * Reads one spec and builds its index entry. Returns undefined for an invalid pattern and appends its problems to `errors`.
 *
 * @param {string} file
 */
function recognise(file) {
  const { spec, pattern, refusals, locate } = read(file, readFileSync(file));
  const own = [...refusals];
  const folder = posix.basename(projectRoot);
  if (pattern && kebabCase(pattern.family) !== folder) {
    own.push({
      code: 'family-not-folder',
      pointer: '/family',
      message: `the family "${pattern.family}" does not live in the folder "${folder}"`,
    });
  }
  for (const type of pattern?.nodeTypes ?? []) {
    if (!stateOf.has(type))
      own.push({ code: 'unknown-node-type', pointer: '/nodes', message: `"${type}" is not in the node tables` });
  }
  if (!pattern || own.length > 0) {
    const lines = own.map(({ code, pointer, offset, message, hint }) => {
      const part = code.startsWith('schema-') ? `${pointer || '/'} ` : '';
      return `${locate({ pointer, offset })} error ${part}${message}${hint ? ` (${hint})` : ''}`;
    });
    return void errors.push(...lines);
  }
  const { edges, outOfOrder } = checkOrder(pattern);
  misordered += outOfOrder;
  if (outOfOrder > 0) errors.push(`${file} error ${outOfOrder} nodes are computed before what they read`);
  const { id, symmetry, audioReactive, audio, stateful, random, parameters, nodeTypes, order } = pattern;
  const indexed = {
    id,
    name: pattern.name,
    family: pattern.family,
    symmetry,
    spec: file,
    module: posix.join('patterns', folder, 'build/code-generation/ts', `${kebabCase(id)}.mjs`),
    audioReactive,
    audio,
    stateful,
    random,
    parameters,
    nodeTypes,
    order,
    nodes: nodesInOrder(pattern),
    edges,
    stateBytes: sum(pattern.nodes.map(({ type }) => stateOf.get(type) ?? 0)),
    scratchBytes: sum(pattern.scratch.map(({ size }) => 4 * Number(size))),
    hash: createHash('sha256')
      .update(JSON.stringify(sortKeys(pattern)))
      .digest('hex'),
  };
  return { indexed, spec };
}

/**
 * Rebuilds the graph and checks that the recorded order is a topological order of it.
 *
 * @param {import('./lib/read-spec.mjs').Pattern} pattern
 */
function checkOrder({ nodes, order }) {
  const graph = new graphology.DirectedGraph();
  for (const { id } of nodes) graph.addNode(id);
  for (const { id, reads } of nodes) for (const source of reads) graph.mergeEdge(source, id);
  const place = new Map(order.map((id, index) => [id, index]));
  const early = graph.filterEdges(
    (_edge, _attributes, source, target) => !(Number(place.get(source)) < Number(place.get(target))),
  );
  const complete = !dag.hasCycle(graph) && dag.topologicalSort(graph).length === order.length;
  return { edges: graph.size, outOfOrder: complete ? early.length : order.length };
}

/**
 * The type and dependencies of each node, in evaluation order.
 *
 * @param {import('./lib/read-spec.mjs').Pattern} pattern
 */
function nodesInOrder({ nodes, order }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return order.flatMap((id) => byId.get(id) ?? []);
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0);
}
