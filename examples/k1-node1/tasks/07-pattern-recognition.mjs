// @ts-check
// K1 task 7: the specs of one family, checked against schema and node tables, as an index of what they are.
// Usage, from the workspace's root: node 07-pattern-recognition.mjs <root of a family>
import { Ajv } from 'ajv';
import glob from 'fast-glob';
import graphology from 'graphology';
import dag from 'graphology-dag';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import { kebabCase } from 'scule';
import { atLeast, atMost, compareText, finish, openOutput, sortKeys, writeOutput } from './lib/result.mjs';
import { readSpecFile } from './lib/spec-file.mjs';

const task = 'pattern-recognition';
const projectRoot = process.argv[2] ?? 'examples/k1-node1/patterns/prism';
const example = posix.dirname(posix.dirname(projectRoot));
const output = posix.join(projectRoot, 'build', task);
const require = createRequire(import.meta.url);

/** @type {typeof import('../language/pattern.js')} */
const { readPattern } = require('../language/pattern.js');
/** @type {import('ajv').ValidateFunction<any>} */
const validate = new Ajv({ allErrors: true, strict: false }).compile(require('../language/pattern.schema.json'));

/** @type {{ types: { name: string, stateBytes: number }[] }} */
const tables = JSON.parse(
  readFileSync(posix.join(example, 'language/build/architecture-analysis/node-tables.json'), 'utf8'),
);
const typeTable = new Map(tables.types.map((row) => [row.name, row]));

/** @type {string[]} */
const errors = [];
let misordered = 0;
const files = glob.sync(posix.join(glob.escapePath(projectRoot), '*.{yaml,yml,json}'), { ignore: ['**/project.json'] });
const patterns = files.sort(compareText).flatMap((file) => recognise(file) ?? []);

openOutput(output);
writeOutput(output, 'pattern-index.json', { patterns });
for (const line of errors) console.error(line);
finish(output, {
  task,
  gates: [
    atLeast('valid-patterns', 1, patterns.length),
    atMost('invalid-patterns', 0, files.length - patterns.length),
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
 * What the index says of one spec; undefined where it is no valid pattern, which is added to the errors.
 *
 * @param {string} file
 */
function recognise(file) {
  const { errors: syntax, spec, locate } = readSpecFile(file, readFileSync(file, 'utf8'));
  if (syntax.length > 0) return void errors.push(...syntax);
  if (!validate(spec)) {
    const lines = (validate.errors ?? []).map(
      ({ instancePath, message }) => `${locate(instancePath)} error ${instancePath || '/'} ${message}`,
    );
    return void errors.push(...lines);
  }
  const { pattern, problems } = readPattern(spec);
  const own = [...problems];
  const [folder, name] = [posix.basename(projectRoot), posix.parse(file).name];
  if (kebabCase(spec.family) !== folder) {
    own.push({
      code: 'family-not-folder',
      pointer: '/family',
      message: `the family "${spec.family}" does not live in the folder "${folder}"`,
    });
  }
  if (spec.id !== name)
    own.push({
      code: 'id-not-file-name',
      pointer: '/id',
      message: `the id "${spec.id}" is not the file's name, "${name}"`,
    });
  for (const type of pattern?.nodeTypes ?? []) {
    if (!typeTable.has(type))
      own.push({ code: 'unknown-node-type', pointer: '/nodes', message: `"${type}" is not in the node tables` });
  }
  if (!pattern || own.length > 0) {
    const lines = own.map(
      ({ pointer, message, hint }) => `${locate(pointer)} error ${message}${hint ? ` (${hint})` : ''}`,
    );
    return void errors.push(...lines);
  }
  const { edges, outOfOrder } = checkOrder(pattern);
  misordered += outOfOrder;
  if (outOfOrder > 0) errors.push(`${file} error ${outOfOrder} nodes are computed before what they read`);
  const { id, symmetry, audioReactive, audio, stateful, random, parameters, nodeTypes, order } = pattern;
  return {
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
    stateBytes: sum(pattern.nodes.map(({ type }) => typeTable.get(type)?.stateBytes ?? 0)),
    scratchBytes: sum(pattern.scratch.map(({ size }) => 4 * Number(size))),
    hash: createHash('sha256')
      .update(JSON.stringify(sortKeys(pattern)))
      .digest('hex'),
  };
}

/**
 * Builds the graph anew and looks whether the recorded order is one of its topological orders.
 *
 * @param {NonNullable<ReturnType<typeof readPattern>['pattern']>} pattern
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
 * What each node is and reads, in the order in which nodes are computed.
 *
 * @param {NonNullable<ReturnType<typeof readPattern>['pattern']>} pattern
 */
function nodesInOrder({ nodes, order }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return order.flatMap((id) => byId.get(id) ?? []);
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0);
}
