// @ts-check
/** Handlebars helpers of the templates, on top of the built-in ones. */

/** Formats an operand as C++ of any precision: a value that is not a `real` is converted. @param {string} operand */
function inReal(operand) {
  if (/^-?\d+(\.\d+)?(e-?\d+)?$/.test(operand)) return /[.e]/.test(operand) ? `k1::real(${operand})` : operand;
  if (/^[\w.]+\[[^\]]+\]$/.test(operand)) return `k1::real(${operand})`;
  return operand.replace(/^\((.*) >= 0\.5\)$/, '($1 >= 0.5F)');
}

/** @param {any} value @returns {any} */
function allInReals(value) {
  if (typeof value === 'string') return inReal(value);
  if (Array.isArray(value)) return value.map(allInReals);
  if (value === null || typeof value !== 'object' || 'data' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, allInReals(one)]));
}

module.exports = {
  /** Increments an index. @param {number} index */
  next: (index) => index + 1,
  /** A node with all operands formatted as C++ of any precision. @param {{ in: object, params: object }} node */
  inReals: (node) => ({ ...node, in: allInReals(node.in), params: allInReals(node.params) }),
};
