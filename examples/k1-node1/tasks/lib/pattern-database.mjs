// @ts-check
import initSqlJs from 'sql.js';

/** @typedef {import('./library.mjs').IndexedPattern} IndexedPattern */

/**
 * An SQLite file made by some statements; equal statements, equal bytes.
 *
 * @param {string} sql
 * @returns {Promise<Uint8Array>}
 * @throws where a row breaks a constraint, naming the row
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
 * What a database holds, in the shape of the index, with what SQLite itself finds wrong.
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
