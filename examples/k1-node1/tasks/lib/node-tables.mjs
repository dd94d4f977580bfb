// @ts-check
import { posix } from 'node:path';
import { readJson } from './json-file.mjs';

/**
 * State bytes by node type, from the tables of task 6. Invalid tables end the process with a message.
 *
 * @param {string} example root of the example
 * @returns {Map<string, number>}
 */
export function stateSizes(example) {
  const file = posix.join(example, 'language/build/architecture-analysis/node-tables.json');
  /** @type {{ types?: { name: string, stateBytes: number }[] }} */
  const { types = [] } = readJson(file);
  const wrong = types.find(({ stateBytes }) => !(Number.isInteger(stateBytes) && stateBytes >= 0));
  if (wrong === undefined && types.length > 0) return new Map(types.map(({ name, stateBytes }) => [name, stateBytes]));
  console.error(`${file} error ${wrong ? `"${wrong.name}" does not say what it remembers` : 'it has no types'}`);
  process.exit(1);
}
