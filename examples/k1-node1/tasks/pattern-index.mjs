// @ts-check
// Merges the indexes of the families into one, and counts how often the patterns use each node type.
// Usage, from the workspace's root: node pattern-index.mjs <root of the example>
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { readJson } from './lib/json-file.mjs';
import { families as familiesOf } from './lib/library.mjs';
import { atLeast, atMost, compareText, finish, openOutput, writeOutput } from './lib/result.mjs';

const task = 'pattern-index';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);
const PATTERNS_NEEDED = 46;

/** @type {{ types: { name: string, implicit: boolean, singleUse: string | null }[] }} */
const tables = readJson(posix.join(projectRoot, 'language/build/architecture-analysis/node-tables.json'));

const families = familiesOf(projectRoot);
const missing = families.filter((family) => !existsSync(indexOf(family)));
/**
 * @typedef {{ id: string, spec: string, nodeTypes: string[], audioReactive: boolean, stateful: boolean, order: string[] }} Pattern
 * @type {{ family: string, patterns: Pattern[] }[]}
 */
const indexed = families
  .filter((family) => !missing.includes(family))
  .map((family) => ({ family, patterns: readJson(indexOf(family)).patterns }));
const empty = indexed.filter(({ patterns }) => patterns.length === 0).map(({ family }) => family);
const patterns = indexed
  .flatMap((one) => one.patterns)
  .sort((a, b) => compareText(a.id, b.id) || compareText(a.spec, b.spec));

const duplicates = patterns.filter((pattern, index) => patterns[index - 1]?.id === pattern.id);
const users = new Map(
  tables.types.map(({ name }) => [
    name,
    patterns.filter((pattern) => pattern.nodeTypes.includes(name)).map(({ id }) => id),
  ]),
);
const usersOf = (/** @type {string} */ name) => users.get(name) ?? [];
const unused = tables.types.filter(({ name }) => usersOf(name).length === 0).map(({ name }) => name);
const usedOnce = tables.types
  .filter(({ name }) => usersOf(name).length === 1)
  .map(({ name, singleUse }) => ({ type: name, pattern: usersOf(name)[0], reason: singleUse }));
const unexplained = usedOnce.filter(({ reason }) => reason === null);
const outdated = tables.types.filter(({ name, singleUse }) => singleUse !== null && usersOf(name).length > 1);

openOutput(output);
writeOutput(output, 'pattern-index.json', { patterns });
writeOutput(output, 'unused-node-types.json', { unused, usedOnce });
for (const family of missing) console.error(`${family} error the family has no index`);
for (const family of empty) console.error(`${indexOf(family)} error the index lists no patterns`);
for (const { id, spec } of duplicates) console.error(`${spec} error duplicate pattern id "${id}"`);
for (const { type, pattern } of unexplained) {
  console.error(`error node type ${type} is used by "${pattern}" only, and "singleUse" does not say why it exists`);
}
for (const { name } of outdated)
  console.warn(`warning node type ${name} is used by several patterns: drop "singleUse"`);
for (const name of unused) console.warn(`warning no pattern uses node type ${name}`);
finish(output, {
  task,
  gates: [
    atMost('families-without-index', 0, missing.length + empty.length),
    atLeast('valid-patterns', PATTERNS_NEEDED, patterns.length),
    atMost('duplicate-ids', 0, duplicates.length),
    atMost('single-use-types-without-reason', 0, unexplained.length),
    atMost('outdated-single-use-reasons', 0, outdated.length, false),
    atMost('unused-node-types', 0, unused.length, false),
  ],
  figures: {
    families: families.length,
    patterns: patterns.length,
    audioReactive: patterns.filter((pattern) => pattern.audioReactive).length,
    stateful: patterns.filter((pattern) => pattern.stateful).length,
    nodes: patterns.reduce((total, pattern) => total + pattern.order.length, 0),
    typesUsedOnce: usedOnce.length,
  },
});

/** @param {string} family */
function indexOf(family) {
  return posix.join(family, 'build/pattern-recognition/pattern-index.json');
}
