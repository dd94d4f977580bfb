// @ts-check
import glob from 'fast-glob';
import { Ajv } from 'ajv';
import { parse } from 'jsonc-parser';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { readJson } from './json-file.mjs';
import { compareText } from './result.mjs';

/**
 * @typedef {import('./result.mjs').Gate} Gate
 * @typedef {{ task: string, project: string, status: 'passed' | 'failed', gates: Gate[], figures: Record<string, unknown> }} Result
 * @typedef {{ id: number, name: string, phase: string, results: { project: string, result: Result }[] }} MergedTask
 */

const SCHEMA = 'examples/k1-node1/tasks/result.schema.json';

/**
 * Collects the results of all numbered tasks of a workflow, from every project that runs the task.
 *
 * @param {string} workflowFile
 * @param {string} self the calling task, which has no result yet
 * @param {number} total number of numbered tasks, whose ids start at 1
 * @returns {{ tasks: MergedTask[], problems: string[], missing: number, phases: string[] }}
 */
export function mergeResults(workflowFile, self, total) {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  const validate = /** @type {import('ajv').ValidateFunction<Result>} */ (ajv.compile(readJson(SCHEMA)));
  const example = posix.dirname(workflowFile);
  const { phases, tasks } = parse(readFileSync(workflowFile, 'utf8'));
  /** @type {string[]} */
  const problems = [];
  let missing = 0;
  const ids = Object.values(tasks).flatMap(({ id }) => (id === undefined ? [] : [id]));
  for (let id = 1; id <= Math.max(total, ...ids); id++) {
    const count = ids.filter((one) => one === id).length;
    if (count !== 1 || id > total) problems.push(`${workflowFile} error ${count} tasks have the id ${id}`);
  }
  const numbered = Object.entries(tasks).filter(([name, { id }]) => id !== undefined && name !== self);
  const merged = numbered.map(([name, { id, phase, project = example }]) => {
    if (!phases.includes(phase))
      problems.push(`${workflowFile} error task ${id}, ${name}, is in no phase that is listed: "${phase}"`);
    const files = filesOf(name, [project].flat(), example);
    if (files.length === 0) {
      missing++;
      problems.push(`${workflowFile} error task ${id}, ${name}, is on no project`);
    }
    const results = files.flatMap(({ project: root, file }) => {
      if (!existsSync(file)) {
        missing++;
        problems.push(`${file} error task ${id}, ${name}, has no result for ${root}`);
        return [];
      }
      const result = readJson(file);
      if (!validate(result)) {
        const [first] = validate.errors ?? [];
        problems.push(`${file} error invalid result: ${first?.instancePath || '/'} ${first?.message}`);
        return [];
      }
      problems.push(...contradictions(result).map((text) => `${file} error ${text}`));
      if (result.project !== root) problems.push(`${file} error it is the result of ${result.project}, not of ${root}`);
      if (result.task !== name) problems.push(`${file} error it is the result of "${result.task}", not of "${name}"`);
      return [{ project: root, result }];
    });
    return { id, name, phase, results };
  });
  return { tasks: merged.sort((a, b) => a.id - b.id), problems, missing, phases };
}

/** Contradictions between a result's status and its gates. @param {Result} result @returns {string[]} */
function contradictions({ status, gates }) {
  const open = gates.find((gate) => gate.required && !gate.passed);
  const other = gates.find((gate) => gate.passed !== isKept(gate));
  const names = gates.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  return [
    ...(status === 'passed' && open ? [`its status is "passed", and the required gate ${open.name} is open`] : []),
    ...(status === 'failed' && !open ? ['its status is "failed", and no required gate is open'] : []),
    ...(other
      ? [
          `the gate ${other.name} is said to be ${other.passed ? 'passed' : 'open'} at ${other.actual} (${other.threshold}, ${other.rule})`,
        ]
      : []),
    ...(twice ? [`there are two gates ${twice}`] : []),
  ];
}

/** True if a gate passes by its own `threshold`, `actual` and `rule`. @param {Gate} gate */
function isKept({ rule, threshold, actual }) {
  if (rule === 'at-most') return Number(actual) <= Number(threshold);
  if (rule === 'at-least') return Number(actual) >= Number(threshold);
  return actual === (rule === 'kept' ? 'kept' : threshold);
}

/**
 * Paths of a task's results. Code generation is an executor; the target code-generation-result writes its result.
 *
 * @param {string} name @param {string[]} projects @param {string} example
 */
function filesOf(name, projects, example) {
  if (name === 'code-generation') {
    return [{ project: example, file: posix.join(example, 'build/code-generation-result/result.json') }];
  }
  const roots = projects.flatMap((project) => {
    if (!glob.isDynamicPattern(project)) return [project];
    return glob.sync(posix.join(project, 'project.json')).map((file) => posix.dirname(file));
  });
  return roots
    .sort(compareText)
    .map((project) => ({ project, file: posix.join(project, 'build', name, 'result.json') }));
}
