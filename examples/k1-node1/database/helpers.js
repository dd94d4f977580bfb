// @ts-check
/** Formats the values of a row as SQL literals. Handlebars passes its options as the last argument. @param {unknown[]} values */
exports.sql = (...values) => {
  const row = values.slice(0, -1);
  const lost = row.findIndex((value) => typeof value !== 'string' && !Number.isFinite(Number(value ?? NaN)));
  if (lost >= 0) throw new Error(`value ${lost + 1} of the row "${row[0]}" is ${row[lost]}`);
  return row.map(literal).join(', ');
};

/** @param {unknown} value */
function literal(value) {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : Number(value);
}
