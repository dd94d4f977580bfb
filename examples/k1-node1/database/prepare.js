// @ts-check
const { parameters } = require('../language/parameters.json');

/** @typedef {import('../tasks/lib/library.mjs').IndexedPattern} IndexedPattern */

/** @param {IndexedPattern} pattern */
module.exports.default = (pattern) => pattern;

/** The rows of all tables, sorted. @param {IndexedPattern[]} patterns */
module.exports.library = (patterns) => ({
  families: sorted(patterns.map(({ family }) => family)),
  nodeTypes: sorted(patterns.flatMap(({ nodes }) => nodes.map(({ type }) => type))),
  parameters,
  patterns,
});

/** @param {string[]} names */
function sorted(names) {
  return [...new Set(names)].sort();
}
