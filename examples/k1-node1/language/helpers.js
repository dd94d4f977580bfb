// @ts-check
/** Handlebars helpers of the templates, on top of the built-in ones. */

module.exports = {
  /** The number after an index. @param {number} index */
  next: (index) => index + 1,
};
