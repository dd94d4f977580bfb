// @ts-check
export { lowerFirst } from './words.mjs';

/** How Mermaid draws a node of each kind. @type {Record<import('./spec-graph.mjs').NodeKind, [open: string, close: string]>} */
const SHAPES = {
  parameter: ['([', '])'],
  audio: ['{{', '}}'],
  state: ['[(', ')]'],
  output: ['[[', ']]'],
  frame: ['[', ']'],
  led: ['[', ']'],
};

/** @param {keyof typeof SHAPES} kind @param {string} label @param {string} type */
export function shape(kind, label, type) {
  return SHAPES[kind].join(`"${label}<br>${type}"`);
}

/** @param {string} value */
export function mermaidText(value) {
  return value.replaceAll('"', '#quot;').replace(/[|<>]/g, '');
}

/** A type without the signs that mean something in a diagram. @param {string} type */
export function mermaidType(type) {
  return type
    .replace(/[^\w, ]+/g, ' ')
    .trim()
    .replace(/[ ,]+/g, '_');
}

/** A text in a cell of a table. @param {unknown} value */
export function cell(value) {
  return String(value).replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** @param {string} text */
export function xml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
