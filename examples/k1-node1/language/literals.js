// @ts-check
/** Formats numbers as literals that denote the same double in TypeScript and C++. */

/** @param {number} value */
function floatLiteral(value) {
  const text = String(Object.is(value, -0) ? 0 : value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Channels of `#rrggbb` as numbers from 0 to 1. @param {string} hex @returns {number[]} */
function channels(hex) {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255);
}

module.exports = { floatLiteral, channels };
