// @ts-check
// K1 task 19: compares each pattern and the whole library with their budgets.
// Usage, from the workspace's root: node 19-scalability-review.mjs <root of the example>
import { posix } from 'node:path';
import { max, mean, medianSorted, min, quantileSorted } from 'simple-statistics';
import { exceeded, readBudgets } from './lib/budgets.mjs';
import { readText } from './lib/json-file.mjs';
import { libraryIndex } from './lib/library.mjs';
import { stateSizes } from './lib/node-tables.mjs';
import { atLeast, atMost, compareText, finish, openOutput, writeOutput } from './lib/result.mjs';

/** @typedef {import('./lib/budgets.mjs').Budget} Budget */

const task = 'scalability-review';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);
const budgetFile = posix.join(projectRoot, 'budgets.json');

const { warnBelow, pattern: perPattern, library: forAll } = readBudgets(projectRoot);
const stateOf = stateSizes(projectRoot);

const patterns = libraryIndex(projectRoot).map((one) => {
  // Recount from the node tables instead of trusting the index.
  const stateBytes = one.nodes.reduce((sum, { type }) => sum + (stateOf.get(type) ?? 0), 0);
  const source = readText(posix.join(projectRoot, one.module.replace(/mjs$/, 'mts')));
  /** @type {Record<string, number>} */
  const used = {
    nodes: one.nodes.length,
    edges: one.nodes.reduce((sum, { reads }) => sum + reads.length, 0),
    depth: depthOf(one.nodes),
    stateBytes,
    scratchBytes: one.scratchBytes,
    loops: source.match(/i < k1\.LED_COUNT/g)?.length ?? 0,
  };
  return {
    id: one.id,
    spec: one.spec,
    odd: countProblems(one, used.loops ?? 0),
    used,
    headroom: headroom(perPattern, used),
  };
});
const totals = {
  patterns: patterns.length,
  scratchBytes: patterns.reduce((sum, { used }) => sum + (used.scratchBytes ?? 0), 0),
  stateBytesOfLargest: max([0, ...patterns.map(({ used }) => used.stateBytes ?? 0)]),
};

const over = patterns.flatMap(({ id, spec, used }) =>
  exceeded(perPattern, used).map((text) => `${spec} error "${id}" ${text}`),
);
const overAll = exceeded(forAll, totals).map((text) => `${budgetFile} error the library ${text}`);
const tight = patterns.flatMap(({ id, spec, headroom: left }) =>
  Object.entries(left)
    .filter(([, share]) => share >= 0 && share < warnBelow)
    .map(([name, share]) => `${spec} warning "${id}" has ${Math.round(100 * share)} % of its ${name} left`),
);

const odd = patterns.flatMap(({ id, spec, odd: texts }) => texts.map((text) => `${spec} error "${id}" ${text}`));

openOutput(output);
writeOutput(output, 'headroom-report.json', {
  budgets: { pattern: perPattern, library: forAll },
  patterns: patterns.map(({ odd: _odd, ...one }) => one),
  distribution: Object.fromEntries(Object.keys(perPattern).map((name) => [name, distribution(name)])),
  library: { used: totals, headroom: headroom(forAll, totals) },
});
for (const line of [...odd, ...over, ...overAll]) console.error(line);
for (const line of tight) console.warn(line);
finish(output, {
  task,
  gates: [
    atLeast('patterns-reviewed', 1, patterns.length),
    atMost('patterns-that-cannot-be-counted', 0, odd.length),
    atMost('patterns-over-budget', 0, over.length),
    atMost('library-over-budget', 0, overAll.length),
    atMost('tight-budgets', 0, tight.length, false),
  ],
  figures: { ...totals, ...largest() },
});

/**
 * Problems that make the counts of a pattern meaningless.
 *
 * @param {import('./lib/library.mjs').IndexedPattern} pattern @param {number} loops
 */
function countProblems({ nodes, module }, loops) {
  const before = new Set();
  const texts = nodes.flatMap(({ id, type, reads }) => {
    const early = reads.find((source) => !before.has(source));
    before.add(id);
    return [
      ...(stateOf.has(type) ? [] : [`has a node of type "${type}", which is not in the node tables`]),
      ...(early === undefined ? [] : [`computes "${id}" before "${early}", which it reads`]),
    ];
  });
  return loops > 0 ? texts : [...texts, `has no loop over the LEDs in ${module.replace(/mjs$/, 'mts')}`];
}

/** Length of the longest path to the output, in nodes. @param {{ id: string, reads: string[] }[]} nodes in evaluation order */
function depthOf(nodes) {
  /** @type {Map<string, number>} */
  const depth = new Map();
  for (const { id, reads } of nodes) depth.set(id, 1 + max([0, ...reads.map((source) => depth.get(source) ?? 0)]));
  return max([0, ...depth.values()]);
}

/** Remaining share of each budget; negative if it is exceeded. @param {Record<string, Budget>} budgets @param {Record<string, number>} used */
function headroom(budgets, used) {
  const entries = Object.entries(budgets).map(([name, { limit }]) => [name, round(1 - (used[name] ?? 0) / limit)]);
  return /** @type {Record<string, number>} */ (Object.fromEntries(entries));
}

/** @param {string} name */
function distribution(name) {
  const values = patterns.map(({ used }) => used[name] ?? 0).sort((a, b) => a - b);
  if (values.length === 0) return null;
  return {
    min: min(values),
    median: medianSorted(values),
    mean: round(mean(values)),
    p90: quantileSorted(values, 0.9),
    max: max(values),
  };
}

/** The largest pattern for each budget. */
function largest() {
  const entries = Object.keys(perPattern).map((name) => {
    const [first] = [...patterns].sort((a, b) => (b.used[name] ?? 0) - (a.used[name] ?? 0) || compareText(a.id, b.id));
    return [`largest.${name}`, first ? `${first.id}: ${first.used[name]}` : ''];
  });
  return Object.fromEntries(entries);
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 1e4) / 1e4;
}
