// @ts-check
// K1 task 10: writes the index to an SQLite database with constraints enforced, and reads it back to check that no data
// was lost.
// Usage, from the workspace's root: node 10-database-integration.mjs <root of the example>
import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { posix } from 'node:path';
import { readText } from './lib/json-file.mjs';
import { libraryIndex, parameterFacts } from './lib/library.mjs';
import { readDatabase, writeDatabase } from './lib/pattern-database.mjs';
import { atLeast, atMost, compareText, finish, openOutput } from './lib/result.mjs';

const task = 'database-integration';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);
const file = posix.join(output, 'patterns.sqlite');

const sql = readText(posix.join(projectRoot, 'build/pattern-database/patterns.sql'));
const patterns = libraryIndex(projectRoot);
const parameters = parameterFacts(projectRoot);
/** @type {string[]} */
const refused = [];
const bytes = await writeDatabase(sql).catch((/** @type {Error} */ error) => {
  refused.push(error.message);
  return new Uint8Array();
});
const back = refused.length > 0 ? { patterns: [], parameters: [], broken: [] } : await readDatabase(bytes);
const differing =
  refused.length > 0 ? [] : [...differences('pattern', patterns.map(rowOf), back.patterns.map(counted)), ...facts()];

openOutput(output);
if (refused.length === 0) writeFileSync(file, bytes);
for (const message of refused) console.error(`${file} error row rejected: ${message}`);
for (const message of back.broken) console.error(`${file} error ${message}`);
for (const place of differing) console.error(`${file} error ${place} differs after reading it back`);
finish(output, {
  task,
  gates: [
    atLeast('patterns-read-back', 1, back.patterns.length),
    atMost('rows-refused', 0, refused.length),
    atMost('broken-keys', 0, back.broken.length),
    atMost('differences', 0, differing.length),
  ],
  figures: {
    patterns: back.patterns.length,
    nodes: patterns.reduce((sum, { nodes }) => sum + nodes.length, 0),
    edges: patterns.reduce((sum, { edges }) => sum + edges, 0),
    parameters: back.parameters.length,
    bytes: bytes.length,
  },
});

/** An indexed pattern without the fields that the database derives. @param {typeof patterns[number]} pattern */
function rowOf(pattern) {
  return { ...pattern, nodes: pattern.nodes.map((node) => ({ ...node, remembers: node.remembers ?? [] })) };
}

/** @param {(typeof back.patterns)[number]} row */
function counted(row) {
  const nodes = /** @type {typeof patterns[number]['nodes']} */ (row.nodes);
  const edges = nodes.reduce((sum, { reads }) => sum + new Set(reads).size, 0);
  return { ...row, edges, nodeTypes: [...new Set(nodes.map(({ type }) => type))].sort(compareText) };
}

function facts() {
  const written = parameters.map(({ id, kind, default: normal, min, max, doc }) => {
    return { id, kind, default: normal, min, max, doc };
  });
  return differences('parameter', written, /** @type {typeof written} */ (back.parameters));
}

/**
 * Names every field that differs between the written and the read rows.
 *
 * @template {{ id: string }} T
 * @param {string} table @param {T[]} written @param {T[]} read
 */
function differences(table, written, read) {
  const rows = new Map(read.map((row) => [row.id, row]));
  const lost = written.flatMap((row) => {
    const same = rows.get(row.id);
    if (!same) return [`${table} ${row.id}`];
    const names = /** @type {(keyof T)[]} */ (Object.keys({ ...row, ...same }));
    return names
      .filter((name) => !isDeepStrictEqual(row[name], same[name]))
      .map((name) => `${table} ${row.id}.${String(name)}`);
  });
  return written.length === read.length ? lost : [...lost, `the number of rows of ${table}`];
}
