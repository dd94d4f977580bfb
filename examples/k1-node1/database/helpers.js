// @ts-check
/** Values of a row as literals of SQL; the last argument is Handlebars' own. @param {unknown[]} values */
exports.sql = (...values) => values.slice(0, -1).map(literal).join(', ');

/** @param {unknown} value */
function literal(value) {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : Number(value);
}
