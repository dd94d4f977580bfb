// @ts-check
import graphology from 'graphology';
import { createRequire } from 'node:module';
import { foldedValue } from './fold-node.mjs';
import { sortKeys } from './result.mjs';

const require = createRequire(import.meta.url);
/** @type {typeof import('../../language/check.js')} */
const { checkSpec } = require('../../language/check.js');

/**
 * @typedef {import('../../language/check.js').CheckedGraph} CheckedGraph
 * @typedef {import('../../language/graph.js').Operand} Operand
 * @typedef {object} Findings
 * @property {{ node: string, value: number }[]} foldable nodes that always give the same number
 * @property {{ node: string, same: string }[]} duplicates nodes that compute the same as another one
 * @property {string[]} dead nodes without effect once the others are removed
 */

/**
 * Finds redundant nodes of a pattern, and removes them.
 *
 * @param {any} spec a valid spec
 * @returns {{ findings: Findings, optimised: any }} `optimised` is undefined if no node is redundant
 */
export function optimiseSpec(spec) {
  const { graph } = checkSpec(spec);
  if (!graph) throw new Error(`"${spec.id}" is no valid pattern`);
  /** Replacements for removed nodes: a constant or another node's id. @type {Map<string, number | string>} */
  const instead = new Map();
  const foldable = foldConstants(graph, instead);
  const duplicates = mergeDuplicates(graph, instead);
  const dead = unreached(graph, instead);
  const findings = { foldable, duplicates, dead };
  if (foldable.length + duplicates.length + dead.length === 0) return { findings, optimised: undefined };
  return { findings, optimised: without(spec, instead, new Set(dead)) };
}

/** @param {CheckedGraph} graph @param {Map<string, number | string>} instead */
function foldConstants(graph, instead) {
  const found = [];
  for (const node of graph.order) {
    replaceInputs(node, instead);
    // A number cannot replace a whole row, and only a node with a single output can become a number.
    if (Object.keys(node.outputTypes).length !== 1 || usedWhole(graph, node.id)) continue;
    const value = foldedValue(node);
    if (value === undefined) continue;
    instead.set(node.id, value);
    found.push({ node: node.id, value });
  }
  return found;
}

/** @param {CheckedGraph} graph @param {Map<string, number | string>} instead */
function mergeDuplicates(graph, instead) {
  /** @type {Map<string, string>} */
  const first = new Map();
  const found = [];
  for (const node of graph.order) {
    replaceInputs(node, instead);
    if (node.type === 'Output' || node.type === 'Parameter' || instead.has(node.id)) continue;
    const inputs = Object.entries(node.inputs).map(([port, operand]) => [port, [operand].flat().map(written)]);
    const key = JSON.stringify(sortKeys({ type: node.type, inputs: Object.fromEntries(inputs), params: node.params }));
    const same = first.get(key);
    if (same === undefined) first.set(key, node.id);
    else {
      instead.set(node.id, same);
      found.push({ node: node.id, same });
    }
  }
  return found;
}

/** Nodes that no longer reach the output. @param {CheckedGraph} graph @param {Map<string, number | string>} instead */
function unreached({ order, output }, instead) {
  const links = new graphology.DirectedGraph();
  for (const { id } of order) links.addNode(id);
  for (const node of order) {
    for (const operand of Object.values(node.inputs).flat()) {
      if (operand.kind === 'link') links.mergeEdge(operand.node, node.id);
    }
  }
  const reached = new Set([output]);
  for (const id of reached) for (const source of links.inNeighbors(id)) reached.add(source);
  return order
    .filter(({ id, type }) => type !== 'Parameter' && !reached.has(id) && !instead.has(id))
    .map(({ id }) => id);
}

/** @param {any} spec @param {Map<string, number | string>} instead @param {Set<string>} dead */
function without(spec, instead, dead) {
  const nodes = Object.entries(spec.nodes)
    .filter(([id]) => !instead.has(id) && !dead.has(id))
    .map(([id, node]) => {
      const inputs = Object.entries(/** @type {any} */ (node).inputs ?? {}).map(([port, value]) => {
        return [port, Array.isArray(value) ? value.map((one) => rename(one, instead)) : rename(value, instead)];
      });
      return [
        id,
        { .../** @type {any} */ (node), ...(inputs.length > 0 ? { inputs: Object.fromEntries(inputs) } : {}) },
      ];
    });
  return { ...spec, nodes: Object.fromEntries(nodes) };
}

/** @param {any} value as in a spec @param {Map<string, number | string>} instead */
function rename(value, instead) {
  if (typeof value !== 'string') return value;
  const [id = '', port] = value.split('.');
  const other = instead.get(id);
  if (other === undefined) return value;
  return typeof other === 'number' || port === undefined ? other : `${other}.${port}`;
}

/** @param {import('../../language/check.js').TypedNode} node @param {Map<string, number | string>} instead */
function replaceInputs(node, instead) {
  const replace = (/** @type {Operand} */ operand) => {
    const other = operand.kind === 'link' ? instead.get(operand.node) : undefined;
    if (other === undefined) return operand;
    const { pointer } = operand;
    return typeof other === 'number'
      ? /** @type {Operand} */ ({ kind: 'constant', value: other, pointer })
      : /** @type {Operand} */ ({ ...operand, node: other });
  };
  for (const [port, value] of Object.entries(node.inputs)) {
    node.inputs[port] = Array.isArray(value) ? value.map(replace) : replace(value);
  }
}

/** True if a reader needs the node's whole row, or its port does not accept a number. @param {CheckedGraph} graph @param {string} id */
function usedWhole({ order }, id) {
  return order.some((node) =>
    Object.entries(node.inputs).some(([port, value]) => {
      const input = node.def.inputs[port];
      const takesNumbers = [input?.type].flat().some((type) => type === 'float' || type === 'led_buffer<float>');
      const reads = [value].flat().some((operand) => operand.kind === 'link' && operand.node === id);
      return reads && (input?.whole === true || !takesNumbers);
    }),
  );
}

/** @param {Operand} operand */
function written(operand) {
  return operand.kind === 'constant' ? operand.value : `${operand.node}.${operand.port}`;
}
