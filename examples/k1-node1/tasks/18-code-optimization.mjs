// @ts-check
// K1 task 18: finds redundant nodes in the patterns of one family, and the bytes of C++ that removing them would save.
// Usage, from the workspace's root: node 18-code-optimization.mjs <root of a family>
import { existsSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { readJson } from './lib/json-file.mjs';
import { familyIndex, familySpecs } from './lib/library.mjs';
import { stateSizes } from './lib/node-tables.mjs';
import { locator } from './lib/read-spec.mjs';
import { atLeast, atMost, finish, openOutput, writeOutput } from './lib/result.mjs';

const task = 'code-optimization';
const projectRoot = process.argv[2] ?? 'examples/k1-node1/patterns/prism';
const example = posix.dirname(posix.dirname(projectRoot));
const output = posix.join(projectRoot, 'build', task);
const optimised = posix.join(projectRoot, 'build/optimised-code');

const stateOf = stateSizes(example);
const index = familyIndex(projectRoot);
// Exits if the specs do not match the index.
familySpecs(projectRoot);

openOutput(output);
const findingsFile = posix.join(optimised, 'findings.json');
/** @type {Record<string, import('./lib/optimise-spec.mjs').Findings>} */
const findingsOf = readJson(findingsFile);
const patterns = index.map(({ id, nodes }) => {
  const findings = findingsOf[id];
  if (!findings) throw new Error(`${findingsFile} error no entry for "${id}"`);
  const gone = [...findings.foldable, ...findings.duplicates].map(({ node }) => node).concat(findings.dead);
  const types = nodes.filter((node) => gone.includes(node.id)).map(({ type }) => type);
  const stateBytes = types.reduce((sum, type) => sum + (stateOf.get(type) ?? 0), 0);
  const file = posix.join(projectRoot, 'build/code-generation/cpp', `${id}.cpp`);
  const bytes = statSync(file).size;
  if (bytes === 0) throw new Error(`${file} error it is empty`);
  const smaller = posix.join(optimised, `${id}.cpp`);
  const without = existsSync(smaller) ? statSync(smaller).size : bytes;
  return { id, ...findings, cppBytes: bytes, cppBytesWithout: without, difference: without - bytes, stateBytes };
});
writeOutput(output, 'optimization-report.json', { patterns });

for (const { id, foldable, duplicates, dead } of patterns) {
  const file = index.find((one) => one.id === id)?.spec ?? '';
  for (const { node, value } of foldable) console.warn(`${file} warning "${node}" is always ${value}`);
  for (const { node, same } of duplicates) console.warn(`${file} warning "${node}" is the same as "${same}"`);
  if (dead.length === 0) continue;
  // Only failures print line numbers: a cached pass is replayed even after an edited comment has moved the lines.
  const locate = locator(file, readFileSync(file));
  for (const node of dead) {
    console.error(`${locate({ pointer: `/nodes/${node}` })} error "${node}" changes nothing`);
  }
}
const count = (/** @type {'foldable' | 'duplicates' | 'dead'} */ kind) =>
  patterns.reduce((sum, pattern) => sum + pattern[kind].length, 0);
finish(output, {
  task,
  gates: [
    atLeast('patterns-analysed', 1, patterns.length),
    // A dead node is a mistake in the pattern; foldable and duplicate nodes only cost bytes.
    atMost('dead-nodes', 0, count('dead')),
    atMost('foldable-nodes', 0, count('foldable'), false),
    atMost('duplicate-nodes', 0, count('duplicates'), false),
  ],
  figures: {
    patterns: patterns.length,
    dead: count('dead'),
    foldable: count('foldable'),
    duplicates: count('duplicates'),
    cppBytes: patterns.reduce((sum, { cppBytes }) => sum + cppBytes, 0),
    bytesToSave: patterns.reduce((sum, { difference }) => sum - difference, 0),
  },
});
