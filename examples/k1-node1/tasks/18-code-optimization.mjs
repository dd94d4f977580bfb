// @ts-check
// K1 task 18: what could be left out of the patterns of one family, and how many bytes of C++ that would save.
// Usage, from the workspace's root: node 18-code-optimization.mjs <root of a family>
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { generate } from './lib/engine.mjs';
import { familyIndex, familySpecs } from './lib/library.mjs';
import { stateSizes } from './lib/node-tables.mjs';
import { optimiseSpec } from './lib/optimise-spec.mjs';
import { locator } from './lib/read-spec.mjs';
import { atLeast, atMost, finish, openOutput, writeOutput } from './lib/result.mjs';

const task = 'code-optimization';
const projectRoot = process.argv[2] ?? 'examples/k1-node1/patterns/prism';
const example = posix.dirname(posix.dirname(projectRoot));
const output = posix.join(projectRoot, 'build', task);
const work = posix.join(output, 'work');

const stateOf = stateSizes(example);

openOutput(output);
const specs = familySpecs(projectRoot);
const looked = familyIndex(projectRoot).map((pattern) => {
  const { findings, optimised } = optimiseSpec(specs[pattern.id]);
  const typeOf = new Map(pattern.nodes.map(({ id, type }) => [id, type]));
  const gone = [...findings.foldable, ...findings.duplicates].map(({ node }) => node).concat(findings.dead);
  const stateBytes = gone.reduce((sum, id) => sum + (stateOf.get(typeOf.get(id) ?? '') ?? 0), 0);
  return { id: pattern.id, file: pattern.spec, findings, optimised, stateBytes };
});
const smaller = await generatedSizes(looked.filter(({ optimised }) => optimised));
const patterns = looked.map(({ id, findings, stateBytes }) => {
  const file = posix.join(projectRoot, 'build/code-generation/cpp', `${id}.cpp`);
  const bytes = statSync(file).size;
  if (bytes === 0) throw new Error(`${file} error it is empty`);
  const without = smaller.get(id) ?? bytes;
  return { id, ...findings, cppBytes: bytes, cppBytesWithout: without, difference: without - bytes, stateBytes };
});
writeOutput(output, 'optimization-report.json', { patterns });

for (const { file, findings } of looked) {
  for (const { node, value } of findings.foldable) console.warn(`${file} warning "${node}" is always ${value}`);
  for (const { node, same } of findings.duplicates) console.warn(`${file} warning "${node}" is the same as "${same}"`);
  if (findings.dead.length === 0) continue;
  // Lines are for failures alone: what passes is replayed from the cache after a comment has moved them.
  const locate = locator(file, readFileSync(file));
  for (const node of findings.dead) {
    console.error(`${locate({ pointer: `/nodes/${node}` })} error "${node}" changes nothing`);
  }
}
const count = (/** @type {'foldable' | 'duplicates' | 'dead'} */ kind) =>
  patterns.reduce((sum, pattern) => sum + pattern[kind].length, 0);
finish(output, {
  task,
  gates: [
    atLeast('patterns-analysed', 1, patterns.length),
    // A node that changes nothing is a mistake in the picture; the others only cost bytes.
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

/** Generates the patterns as they could be, to see how large they would get. @param {typeof looked} optimised */
async function generatedSizes(optimised) {
  /** @type {Map<string, number>} */
  const sizes = new Map();
  if (optimised.length === 0) return sizes;
  mkdirSync(posix.join(work, 'specs'), { recursive: true });
  for (const one of optimised)
    writeFileSync(posix.join(work, 'specs', `${one.id}.json`), JSON.stringify(one.optimised));
  const options = {
    patterns: [posix.join(work, 'specs/*.json')],
    schema: posix.join(example, 'language/pattern.schema.json'),
    templates: [posix.join(example, 'templates/pattern.cpp.hbs')],
    partials: [posix.join(example, 'templates/partials/**/*.hbs')],
    helpers: posix.join(example, 'language/helpers.js'),
    prepare: posix.join(example, 'language/prepare.js'),
    emit: [{ template: 'pattern.cpp', to: '{{id}}.cpp' }],
    outputDir: posix.join(work, 'out'),
  };
  const { success, output: log } = await generate(options, projectRoot);
  if (!success) throw new Error(log);
  for (const { id } of optimised) sizes.set(id, statSync(posix.join(work, 'out', `${id}.cpp`)).size);
  rmSync(work, { recursive: true });
  return sizes;
}
