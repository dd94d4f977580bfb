// @ts-check
'use strict';
// The workload's helpers, one module for every tool. None returns a character that HTML escapes but the
// quotes of `literal` and the `*` free names of `typeIn`, which templates print with three braces.

/** @param {unknown} text */
function pascal(text) {
  return String(text)
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** @param {unknown} text */
function camel(text) {
  const name = pascal(text);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** @param {unknown} text */
function constant(text) {
  return String(text).replaceAll('-', '_').toUpperCase();
}

/** @param {unknown} value */
function fixed(value) {
  return Number(value).toFixed(3);
}

/** @param {unknown} value */
function literal(value) {
  if (typeof value === 'string') return `"${value}"`;
  return typeof value === 'number' ? fixed(value) : String(value);
}

/** @type {Record<string, Record<string, string>>} */
const TYPES = {
  ts: { real: 'number', flag: 'boolean', name: 'string' },
  cpp: { real: 'double', flag: 'bool', name: 'const char *' },
};

/** @param {string} type @param {string} language */
function typeIn(type, language) {
  return TYPES[language]?.[type];
}

module.exports = { pascal, camel, constant, fixed, literal, typeIn };
