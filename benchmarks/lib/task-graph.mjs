// @ts-check
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './process.mjs';

/**
 * A workflow of 22 tasks in five phases. A task sums its own source and the outputs of its dependencies, so that a wrong
 * or stale result anywhere shows in the last one. This takes almost no time.
 *
 * @typedef {{ id: number, name: string, phase: string, needs: readonly string[], source: string, output: string, command: string }} Task
 */

/** The dependencies of each task, by id. @type {readonly (readonly number[])[]} */
const NEEDS = [
  [],
  [1],
  [1],
  [2, 3],
  [4],
  [4],
  [5],
  [5, 6, 7],
  [8],
  [8],
  [8, 9],
  [8],
  [10, 12],
  [11, 13],
  [14],
  [14],
  [14],
  [15, 16],
  [17],
  [18, 19],
  [20],
  [20, 21],
];
const PHASES = ['foundation', 'architecture', 'generation', 'verification', 'release'];

/** @type {readonly Task[]} */
export const TASKS = NEEDS.map((ids, index) => {
  const name = taskName(index + 1);
  const needs = ids.map(taskName);
  const read = [`src/${name}.txt`, ...needs.map((need) => `build/${need}.txt`)].join(' ');
  return {
    id: index + 1,
    name,
    phase: PHASES[Math.floor((index * PHASES.length) / NEEDS.length)] ?? '',
    needs,
    source: `src/${name}.txt`,
    output: `build/${name}.txt`,
    command: `mkdir -p build && cat ${read} | cksum > build/${name}.txt`,
  };
});

/** The task whose source is changed: about a third of the others depend on it. */
export const CHANGING = taskName(14);

/** @param {string} folder @param {string} round @param {readonly string[]} [names] tasks whose sources are written; by default all */
export function writeSources(folder, round, names = TASKS.map(({ name }) => name)) {
  mkdirSync(join(folder, 'src'), { recursive: true });
  for (const name of names) writeFileSync(join(folder, 'src', `${name}.txt`), `${name}, ${round}\n`);
}

/** Runs all commands sequentially, which gives the expected result for every task runner. @param {string} folder */
export async function runPlainly(folder) {
  await run('sh', ['-ec', TASKS.map(({ command }) => command).join('\n')], { cwd: folder });
  return outputs(folder);
}

/** @param {string} folder */
export function outputs(folder) {
  return TASKS.map(({ output }) => readFileSync(join(folder, output), 'utf8')).join('');
}

/** @param {number} id */
function taskName(id) {
  return `task-${String(id).padStart(2, '0')}`;
}
