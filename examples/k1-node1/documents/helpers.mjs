// @ts-check
export { lowerFirst } from './words.mjs';

/** Mermaid shapes by kind of node. @type {Record<import('./spec-graph.mjs').NodeKind, [open: string, close: string]>} */
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

/** Replaces the characters of a type that have a meaning in Mermaid. @param {string} type */
export function mermaidType(type) {
  return type
    .replace(/[^\w, ]+/g, ' ')
    .trim()
    .replace(/[ ,]+/g, '_');
}

/** Escapes text for a cell of a Markdown table. @param {unknown} value */
export function cell(value) {
  return String(value).replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** @param {string} text */
export function xml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
