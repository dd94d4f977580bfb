// @ts-check
import initSqlJs from 'sql.js';
import { compareText } from './result.mjs';

/**
 * @typedef {import('sql.js').Database} Database
 * @typedef {import('sql.js').SqlValue} SqlValue
 * @typedef {import('./library.mjs').IndexedPattern} IndexedPattern
 * @typedef {import('./library.mjs').ParameterFact} ParameterFact
 */

const SCHEMA = `
PRAGMA foreign_keys = ON;
CREATE TABLE family (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE node_type (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE parameter (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('float', 'int', 'bool')),
  default_value REAL NOT NULL CHECK (default_value BETWEEN minimum AND maximum),
  minimum REAL NOT NULL,
  maximum REAL NOT NULL CHECK (maximum > minimum),
  description TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE pattern (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  family TEXT NOT NULL REFERENCES family (id),
  symmetry TEXT NOT NULL CHECK (symmetry IN ('centre', 'copy', 'none')),
  spec TEXT NOT NULL UNIQUE,
  module TEXT NOT NULL UNIQUE,
  audio_reactive INTEGER NOT NULL CHECK (audio_reactive IN (0, 1)),
  stateful INTEGER NOT NULL CHECK (stateful IN (0, 1)),
  random INTEGER NOT NULL CHECK (random IN (0, 1)),
  state_bytes INTEGER NOT NULL CHECK (state_bytes >= 0),
  scratch_bytes INTEGER NOT NULL CHECK (scratch_bytes >= 0),
  hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE node (
  pattern TEXT NOT NULL REFERENCES pattern (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  type TEXT NOT NULL REFERENCES node_type (name),
  PRIMARY KEY (pattern, id),
  UNIQUE (pattern, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE edge (
  pattern TEXT NOT NULL,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  position INTEGER NOT NULL,
  delayed INTEGER NOT NULL CHECK (delayed IN (0, 1)),
  PRIMARY KEY (pattern, source, target, delayed),
  FOREIGN KEY (pattern, source) REFERENCES node (pattern, id) ON DELETE CASCADE,
  FOREIGN KEY (pattern, target) REFERENCES node (pattern, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE pattern_parameter (
  pattern TEXT NOT NULL REFERENCES pattern (id) ON DELETE CASCADE,
  parameter TEXT NOT NULL REFERENCES parameter (id),
  PRIMARY KEY (pattern, parameter)
) STRICT, WITHOUT ROWID;
CREATE TABLE pattern_audio (
  pattern TEXT NOT NULL REFERENCES pattern (id) ON DELETE CASCADE,
  feature TEXT NOT NULL,
  PRIMARY KEY (pattern, feature)
) STRICT, WITHOUT ROWID;
CREATE INDEX pattern_by_family ON pattern (family);
CREATE INDEX node_by_type ON node (type);
`;

/**
 * The index and the parameters as an SQLite file; equal input, equal bytes.
 *
 * @param {IndexedPattern[]} patterns
 * @param {ParameterFact[]} parameters
 * @returns {Promise<Uint8Array>}
 * @throws where a row breaks a constraint, naming the row
 */
export async function writeDatabase(patterns, parameters) {
  const { Database } = await initSqlJs();
  const database = new Database();
  database.run(SCHEMA);
  database.run('BEGIN');
  const insert = inserter(database);
  for (const id of new Set(patterns.map(({ family }) => family))) insert('family', [id]);
  for (const name of new Set(patterns.flatMap(({ nodes }) => nodes.map(({ type }) => type)))) {
    insert('node_type', [name]);
  }
  for (const [position, one] of parameters.entries()) {
    insert('parameter', [one.id, position, one.kind, one.default, one.min, one.max, one.doc]);
  }
  for (const one of patterns) insertPattern(insert, one);
  database.run('COMMIT');
  const bytes = database.export();
  database.close();
  return bytes;
}

/** @param {(table: string, row: SqlValue[]) => void} insert @param {IndexedPattern} one */
function insertPattern(insert, one) {
  const { id, nodes } = one;
  const flags = [one.audioReactive, one.stateful, one.random].map(Number);
  const facts = [one.name, one.family, one.symmetry, one.spec, one.module];
  insert('pattern', [id, ...facts, ...flags, one.stateBytes, one.scratchBytes, one.hash]);
  for (const [position, node] of nodes.entries()) insert('node', [id, node.id, position, node.type]);
  for (const { id: target, reads, remembers = [] } of nodes) {
    for (const [position, source] of reads.entries()) insert('edge', [id, source, target, position, 0]);
    for (const [position, source] of remembers.entries()) insert('edge', [id, source, target, position, 1]);
  }
  for (const parameter of one.parameters) insert('pattern_parameter', [id, parameter]);
  for (const feature of one.audio) insert('pattern_audio', [id, feature]);
}

/** @param {Database} database @returns {(table: string, row: SqlValue[]) => void} */
function inserter(database) {
  return (table, row) => {
    try {
      database.run(`INSERT INTO ${table} VALUES (${row.map(() => '?').join(', ')})`, row);
    } catch (error) {
      const shown = row.slice(0, 3).map((value) => JSON.stringify(value));
      throw new Error(`${table} (${shown.join(', ')}): ${/** @type {Error} */ (error).message}`, { cause: error });
    }
  };
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
  /** @param {string} sql @param {SqlValue[]} [values] @returns {Record<string, any>[]} */
  const all = (sql, values = []) => {
    const statement = database.prepare(sql);
    statement.bind(values);
    const rows = [];
    while (statement.step()) rows.push(statement.getAsObject());
    statement.free();
    return rows;
  };
  const order = new Map(all('SELECT id, position FROM parameter').map(({ id, position }) => [id, position]));
  const patterns = all('SELECT * FROM pattern ORDER BY id').map((row) => {
    const edges = all('SELECT * FROM edge WHERE pattern = ? ORDER BY target, position', [row.id]);
    const nodes = all('SELECT id, type FROM node WHERE pattern = ? ORDER BY position', [row.id]).map((node) => {
      const own = edges.filter(({ target }) => target === node.id);
      const [reads, remembers] = [0, 1].map((delayed) => own.filter((edge) => edge.delayed === delayed));
      const sources = (/** @type {any[]} */ rows = []) => rows.map(({ source }) => source);
      return { id: node.id, type: node.type, reads: sources(reads), remembers: sources(remembers) };
    });
    const parameters = all('SELECT parameter FROM pattern_parameter WHERE pattern = ?', [row.id]);
    const audio = all('SELECT feature FROM pattern_audio WHERE pattern = ?', [row.id]);
    return {
      id: row.id,
      name: row.name,
      family: row.family,
      symmetry: row.symmetry,
      spec: row.spec,
      module: row.module,
      audioReactive: row.audio_reactive === 1,
      audio: audio.map(({ feature }) => feature).sort(compareText),
      stateful: row.stateful === 1,
      random: row.random === 1,
      parameters: parameters.map(({ parameter }) => parameter).sort((a, b) => order.get(a) - order.get(b)),
      order: nodes.map(({ id }) => id),
      nodes,
      stateBytes: row.state_bytes,
      scratchBytes: row.scratch_bytes,
      hash: row.hash,
    };
  });
  const parameters = all(
    'SELECT id, kind, default_value AS "default", minimum AS min, maximum AS max, description AS doc FROM parameter ORDER BY position',
  );
  const dangling = all('PRAGMA foreign_key_check').map(
    ({ table, parent }) => `${table} has a row without its ${parent}`,
  );
  const damage = all('PRAGMA integrity_check').flatMap((row) => Object.values(row).filter((text) => text !== 'ok'));
  database.close();
  return { patterns, parameters, broken: [...dangling, ...damage] };
}
