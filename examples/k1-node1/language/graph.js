// @ts-check
/** Builds a graph from the nodes of a spec: resolves names and collects all problems. Does not check types. */

const { nodeTypes, parameterById } = require('./catalogue.js');
const { didYouMean } = require('./suggest.js');
const { pointer } = require('./problem.js');
const { readParams } = require('./params.js');
const { RESERVED } = require('./reserved.js');

/**
 * @typedef {{ kind: 'constant', value: number, pointer: string }} Constant
 * @typedef {{ kind: 'link', node: string, port: string, pointer: string }} Link
 * @typedef {Constant | Link} Operand
 * @typedef {object} GraphNode
 * @property {string} id
 * @property {string} type
 * @property {import('./catalogue.js').NodeType} def
 * @property {Record<string, Operand | Operand[]>} inputs unconnected optional ports are left out
 * @property {Record<string, any>} params defaults filled in
 * @property {string} pointer
 * @typedef {{ nodes: Map<string, GraphNode>, problems: import('./problem.js').Problem[] }} Graph
 */

/**
 * @param {any} spec satisfies pattern.schema.json
 * @returns {Graph} nodes in the order of the spec, each parameter node before its first user
 */
function readGraph(spec) {
  /** @type {Graph} */
  const graph = { nodes: new Map(), problems: [] };
  for (const [id, written] of Object.entries(spec.nodes)) readNode(graph, spec, id, written);
  return graph;
}

/** @param {Graph} graph @param {any} spec @param {string} id @param {any} written */
function readNode(graph, spec, id, written) {
  const at = pointer('nodes', id);
  const def = nodeTypes.get(written.type);
  if (RESERVED.has(id)) {
    graph.problems.push({
      code: 'reserved-name',
      pointer: at,
      message: `"${id}" is a reserved word of the generated code`,
      hint: 'rename the node',
    });
  }
  if (!def || def.implicit) {
    graph.problems.push({
      code: 'unknown-node-type',
      pointer: `${at}/type`,
      message: `there is no node type "${written.type}"`,
      hint: def ? 'write $name where the parameter is read' : didYouMean(written.type, writableTypes()),
    });
    return;
  }
  const { params, problems } = readParams(id, written, def);
  graph.problems.push(...problems);
  /** @type {GraphNode['inputs']} */
  const inputs = {};
  for (const [port, value] of Object.entries(written.inputs ?? {})) {
    const input = Object.hasOwn(def.inputs, port) ? def.inputs[port] : undefined;
    const place = pointer('nodes', id, 'inputs', port);
    if (!input) {
      graph.problems.push({
        code: 'unknown-input',
        pointer: place,
        message: `"${id}" (${written.type}) has no input "${port}"`,
        hint: didYouMean(port, Object.keys(def.inputs)) ?? listOf('its inputs are', Object.keys(def.inputs)),
      });
    } else if (Array.isArray(value) !== Boolean(input.variadic)) {
      const message = input.variadic ? 'takes a list' : 'takes one value, not a list';
      graph.problems.push({
        code: 'wrong-input-type',
        pointer: place,
        message: `input "${port}" of "${id}" (${written.type}) ${message}`,
      });
    } else if (Array.isArray(value)) {
      if (value.length < (input.atLeast ?? 1)) {
        graph.problems.push({
          code: 'too-few-inputs',
          pointer: place,
          message: `input "${port}" of "${id}" (${written.type}) takes at least ${input.atLeast ?? 1} values, not ${value.length}`,
        });
      }
      const operands = value.map((one, index) => readOperand(graph, spec, one, `${place}/${index}`));
      inputs[port] = operands.filter((one) => one !== undefined);
    } else {
      const operand = readOperand(graph, spec, value, place);
      if (operand) inputs[port] = operand;
    }
  }
  for (const [port, input] of Object.entries(def.inputs)) {
    if (written.inputs?.[port] !== undefined) continue;
    if (input.default === undefined) {
      graph.problems.push({
        code: 'missing-input',
        pointer: at,
        message: `input "${port}" of "${id}" (${written.type}) is required`,
      });
    } else inputs[port] = { kind: 'constant', value: input.default, pointer: at };
  }
  graph.nodes.set(id, { id, type: written.type, def, inputs, params, pointer: at });
}

/**
 * A number, `$parameter`, `node` or `node.port`.
 *
 * @param {Graph} graph @param {any} spec @param {number | string} value @param {string} at
 * @returns {Operand | undefined}
 */
function readOperand(graph, spec, value, at) {
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return { kind: 'constant', value, pointer: at };
    graph.problems.push({ code: 'not-finite', pointer: at, message: `${value} is not a finite number` });
    return undefined;
  }
  if (value.startsWith('$')) return readParameter(graph, value.slice(1), at);
  const [id, port] = /** @type {[string, string | undefined]} */ (value.split('.'));
  const source = Object.hasOwn(spec.nodes, id) ? spec.nodes[id] : undefined;
  if (!source) {
    const hint =
      didYouMean(id, Object.keys(spec.nodes)) ?? (parameterById.has(id) ? `did you mean "$${id}"?` : undefined);
    graph.problems.push({ code: 'unknown-node', pointer: at, message: `there is no node "${id}"`, hint });
    return undefined;
  }
  const def = nodeTypes.get(source.type);
  if (!def) return undefined; // Reported at the node's declaration.
  const ports = Object.keys(def.outputs);
  if (port !== undefined && !ports.includes(port)) {
    const hint = didYouMean(port, ports, `${id}.`) ?? listOf('its outputs are', ports);
    graph.problems.push({
      code: 'unknown-output',
      pointer: at,
      message: `"${id}" (${source.type}) has no output "${port}"`,
      hint,
    });
    return undefined;
  }
  if (port === undefined && ports.length !== 1) {
    const message = ports.length === 0 ? 'has no output' : 'has several outputs';
    const hint = ports.length === 0 ? undefined : `write one of ${ports.map((one) => `${id}.${one}`).join(', ')}`;
    graph.problems.push({ code: 'unknown-output', pointer: at, message: `"${id}" (${source.type}) ${message}`, hint });
    return undefined;
  }
  return { kind: 'link', node: id, port: port ?? /** @type {string} */ (ports[0]), pointer: at };
}

/** @param {Graph} graph @param {string} name @param {string} at @returns {Link | undefined} */
function readParameter(graph, name, at) {
  const parameter = parameterById.get(name);
  if (!parameter) {
    const hint = didYouMean(name, parameterById.keys(), '$');
    graph.problems.push({ code: 'unknown-parameter', pointer: at, message: `there is no parameter "${name}"`, hint });
    return undefined;
  }
  const id = `param_${name}`;
  const def = /** @type {import('./catalogue.js').NodeType} */ (nodeTypes.get('Parameter'));
  if (!graph.nodes.has(id)) {
    const typed = { ...def, outputs: { value: { type: parameter.kind } } };
    graph.nodes.set(id, { id, type: 'Parameter', def: typed, inputs: {}, params: { name }, pointer: at });
  }
  return { kind: 'link', node: id, port: 'value', pointer: at };
}

/** Every operand of a node, with its port. @param {GraphNode} node @returns {{ port: string, operand: Operand }[]} */
function operandsOf(node) {
  return Object.entries(node.inputs).flatMap(([port, value]) =>
    (Array.isArray(value) ? value : [value]).map((operand) => ({ port, operand })),
  );
}

/** @returns {string[]} */
function writableTypes() {
  return [...nodeTypes].filter(([, def]) => !def.implicit).map(([name]) => name);
}

/** @param {string} text @param {string[]} names */
function listOf(text, names) {
  return names.length > 0 ? `${text} ${names.join(', ')}` : undefined;
}

module.exports = { readGraph, operandsOf };
