// @ts-check
import { posix } from 'node:path';
import { readJson } from './json-file.mjs';

/** @typedef {{ limit: number, unit: string, why: string }} Budget */

/** The metrics by section. Each must have a budget. */
const NAMES = {
  frame: ['medianMs', 'mathCalls', 'timesTheBaseline'],
  pattern: ['nodes', 'edges', 'depth', 'stateBytes', 'scratchBytes', 'loops'],
  library: ['patterns', 'stateBytesOfLargest', 'scratchBytes'],
  compiledPattern: ['codeBytes', 'staticBytes'],
  compiledLibrary: ['codeBytes', 'staticBytes'],
};

/**
 * Reads `budgets.json`. A misspelt or missing budget would never be exceeded, so it ends the process with a message.
 *
 * @param {string} example root of the example
 * @returns {{ [section in keyof typeof NAMES]: Record<string, Budget> } & { warnBelow: number }}
 */
export function readBudgets(example) {
  const file = posix.join(example, 'budgets.json');
  const budgets = readJson(file);
  const problems = problemsOf(budgets);
  if (problems.length === 0) return budgets;
  for (const problem of problems) console.error(`${file} error ${problem}`);
  process.exit(1);
}

/** @param {any} budgets @returns {string[]} */
function problemsOf(budgets) {
  const others = Object.keys(budgets).filter((name) => name !== 'warnBelow' && !Object.hasOwn(NAMES, name));
  const isShare = typeof budgets.warnBelow === 'number' && budgets.warnBelow >= 0 && budgets.warnBelow < 1;
  return [
    ...others.map((name) => `nothing is counted as "${name}"`),
    ...(isShare ? [] : ['"warnBelow" is no share from 0 to 1']),
    ...Object.entries(NAMES).flatMap(([section, names]) => {
      const own = budgets[section] ?? {};
      const unknown = Object.keys(own).filter((name) => !names.includes(name));
      const wrong = names.filter((name) => !(Number.isFinite(own[name]?.limit) && own[name].limit > 0));
      return [
        ...unknown.map((name) => `nothing is counted as "${section}.${name}"`),
        ...wrong.map((name) => `"${section}.${name}" has no limit above 0`),
      ];
    }),
  ];
}

/**
 * Describes each exceeded budget.
 *
 * @param {Record<string, Budget>} budgets
 * @param {Record<string, number>} used
 */
export function exceeded(budgets, used) {
  return (
    Object.entries(budgets)
      // The negation makes NaN exceed every budget.
      .filter(([name, { limit }]) => !(Number(used[name]) >= 0 && Number(used[name]) <= limit))
      .map(([name, { limit, unit }]) => `has ${used[name]} ${unit} (${name}), ${limit} at most`)
  );
}
