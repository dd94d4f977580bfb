// @ts-check
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';

/** @typedef {import('./spec-graph.mjs').DrawnGraph} DrawnGraph */

const require = createRequire(import.meta.url);
/** @type {Record<import('./spec-graph.mjs').NodeKind, [open: string, close: string]>} */
const SHAPES = {
  parameter: ['([', '])'],
  audio: ['{{', '}}'],
  state: ['[(', ')]'],
  output: ['[[', ']]'],
  frame: ['[', ']'],
  led: ['[', ']'],
};

/**
 * A pattern's graph as a Mermaid flowchart, with what is computed once and what for each LED in a frame of its own.
 *
 * @param {DrawnGraph} graph
 */
export function patternFlowchart({ nodes, edges }) {
  const draw = (/** @type {DrawnGraph['nodes'][number]} */ { id, label, type, kind }) => {
    const [open, close] = SHAPES[kind];
    return `    ${name(id)}${open}"${text(label)}<br>${text(type)}"${close}`;
  };
  const group = (/** @type {string} */ id, /** @type {string} */ title, /** @type {DrawnGraph['nodes']} */ own) =>
    own.length === 0 ? [] : [`  subgraph ${id} ["${title}"]`, ...own.map(draw), '  end'];
  return [
    'flowchart TB',
    ...group(
      'once',
      'once a frame',
      nodes.filter(({ rate }) => rate === 'frame'),
    ),
    ...group(
      'each',
      'for each LED',
      nodes.filter(({ rate }) => rate === 'led'),
    ),
    ...edges.map(
      ({ from, to, port, delayed }) => `  ${name(from)} ${delayed ? '-.->' : '-->'}|${text(port)}| ${name(to)}`,
    ),
  ].join('\n');
}

/**
 * Some node types as a Mermaid class diagram: inputs, settings and outputs of each.
 *
 * @param {{ name: string, inputs: { name: string, type: string }[], params: { name: string, type: string }[], outputs: { name: string, type: string }[] }[]} types
 */
export function typeDiagram(types) {
  return [
    'classDiagram',
    ...types.flatMap(({ name: type, inputs, params, outputs }) => [
      `  class ${type} {`,
      ...inputs.map((port) => `    +${port.name} ${plain(port.type)}`),
      ...params.map((param) => `    #${param.name} ${plain(param.type)}`),
      ...outputs.map((port) => `    ${port.name}() ${plain(port.type)}`),
      '  }',
    ]),
  ].join('\n');
}

/**
 * Mermaid's own parser. It is made for browsers, so it gets just enough of one to start; nothing is drawn.
 *
 * @returns {(diagram: string) => Promise<string | undefined>} what is wrong with a diagram
 */
export function mermaidParser() {
  class Nothing {}
  const document = {
    ...{ nodeType: 9, implementation: {}, currentScript: null, body: {}, addEventListener() {} },
    ...{ getElementsByTagName: () => [], querySelectorAll: () => [], createElement: () => ({ style: {} }) },
  };
  /** @type {Record<string, unknown>} */
  const browser = {
    ...{ console, URL, setTimeout, clearTimeout, structuredClone, document, addEventListener() {} },
    ...{ navigator: { userAgent: '' }, location: { href: 'about:blank', protocol: 'about:' } },
    ...{ Element: Nothing, HTMLElement: Nothing, Node: Nothing, NodeFilter: Nothing, NamedNodeMap: Nothing },
    ...{ DOMParser: Nothing, HTMLTemplateElement: Nothing, HTMLFormElement: Nothing },
  };
  Object.assign(browser, { window: browser, self: browser, globalThis: browser });
  createContext(browser);
  runInContext(readFileSync(require.resolve('@mermaid-js/tiny'), 'utf8'), browser);
  const { mermaid } = /** @type {{ mermaid: { parse: (diagram: string) => Promise<unknown> } }} */ (
    /** @type {unknown} */ (browser)
  );
  return async (diagram) => {
    try {
      await mermaid.parse(diagram);
      return undefined;
    } catch (error) {
      return /** @type {Error} */ (error).message.split('\n').slice(0, 2).join(' ');
    }
  };
}

/** A name that is none of Mermaid's words. @param {string} id */
function name(id) {
  return `n_${id}`;
}

/** @param {string} value */
function text(value) {
  return value.replaceAll('"', '#quot;').replace(/[|<>]/g, '');
}

/** Types without the signs that mean something in a diagram. @param {string} type */
function plain(type) {
  return type
    .replace(/[^\w, ]+/g, ' ')
    .trim()
    .replace(/[ ,]+/g, '_');
}
