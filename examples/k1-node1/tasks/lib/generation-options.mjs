// @ts-check
import { parse, printParseErrorCode } from 'jsonc-parser';
import { readText } from './json-file.mjs';

export const SWITCHES = ['templateCache', 'parallelGeneration', 'incrementalCompilation'];

/**
 * Reads the options of a code generation task.
 *
 * @param {string} workflowFile
 * @param {string} [task]
 * @returns {any}
 * @throws an error naming the file, if the task has no options or an unknown optimisation switch
 */
export function generationOptions(workflowFile, task = 'code-generation') {
  /** @type {import('jsonc-parser').ParseError[]} */
  const errors = [];
  const workflow = parse(readText(workflowFile), errors, { allowTrailingComma: true });
  const [problem] = errors;
  if (problem) throw new Error(`${workflowFile} error invalid JSON: ${printParseErrorCode(problem.error)}`);
  const options = workflow.tasks?.[task]?.options;
  if (!options) throw new Error(`${workflowFile} error there is no task "${task}" with options`);
  for (const [name, value] of Object.entries(options.optimizations ?? {})) {
    if (!SWITCHES.includes(name)) throw new Error(`${workflowFile} error there is no switch "${name}"`);
    if (typeof value !== 'boolean')
      throw new Error(`${workflowFile} error the switch "${name}" is neither true nor false`);
  }
  return options;
}
