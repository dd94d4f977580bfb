// @ts-check
/**
 * A problem in a spec. Checks collect problems instead of throwing, so that all of them can be shown at once.
 *
 * @typedef {object} Problem
 * @property {string} code stable kebab-case identifier, independent of the message
 * @property {string} pointer JSON Pointer to the place in the spec
 * @property {string} message
 * @property {string} [hint]
 */

/** Converts problems to an error: the message of the first one, and the number of others. */
class SpecError extends Error {
  /** @param {Problem[]} problems at least one */
  constructor(problems) {
    const [first] = /** @type {[Problem]} */ (problems);
    const more = problems.length - 1;
    super(more > 0 ? `${first.message} (and ${more} more ${more === 1 ? 'problem' : 'problems'})` : first.message);
    this.name = 'SpecError';
    this.pointer = first.pointer;
    this.hint = first.hint;
    this.problems = problems;
  }
}

/**
 * @param {(string | number)[]} path
 * @returns {string}
 */
function pointer(...path) {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

module.exports = { SpecError, pointer };
