// @ts-check
import initSqlJs from 'sql.js';

/** @typedef {import('./library.mjs').IndexedPattern} IndexedPattern */

/**
 * Creates an SQLite file from statements. Equal statements give equal bytes.
 *
 * @param {string} sql
 * @returns {Promise<Uint8Array>}
 * @throws an error naming the row, if a row violates a constraint
 */
export async function writeDatabase(sql) {
  const { Database } = await initSqlJs();
  const database = new Database();
  for (const statement of database.iterateStatements(sql)) {
    try {
      statement.step();
    } catch (error) {
      const [, table, values = ''] = /^\s*INSERT INTO (\w+) VALUES \((.*)\)/.exec(statement.getSQL()) ?? [];
      const shown = values.split(', ').slice(0, 3).join(', ').replaceAll("'", '"');
      throw new Error(`${table} (${shown}): ${/** @type {Error} */ (error).message}`, { cause: error });
    }
  }
  const bytes = database.export();
  database.close();
  return bytes;
}

/**
 * Reads a database in the shape of the index. `broken`: problems reported by SQLite's own checks.
 *
 * @param {Uint8Array} bytes
 * @returns {Promise<{ patterns: Omit<IndexedPattern, 'edges' | 'nodeTypes'>[], parameters: object[], broken: string[] }>}
 */
export async function readDatabase(bytes) {
  const { Database } = await initSqlJs();
  const database = new Database(bytes);
  const all = (/** @type {string} */ sql) => database.exec(sql)[0]?.values ?? [];
  const entries = (/** @type {string} */ sql) => all(sql).map(([entry]) => JSON.parse(String(entry)));
  const patterns = entries('SELECT entry FROM pattern_entry ORDER BY id');
  const parameters = entries('SELECT entry FROM parameter_entry ORDER BY position');
  const dangling = all('PRAGMA foreign_key_check').map(
    ([table, , parent]) => `${table} has a row without its ${parent}`,
  );
  const damage = all('PRAGMA integrity_check').flatMap(([text]) => (text === 'ok' ? [] : [String(text)]));
  database.close();
  return { patterns, parameters, broken: [...dangling, ...damage] };
}
