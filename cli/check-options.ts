import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { describeErrors } from '../engine/sources/schema-errors';
import { splitPointer } from '../engine/sources/spec-places';
import type { JsonDocument, JsonPath } from '../plugin/document';
import { CODEGEN_EXECUTOR, type Task, type Workflow } from '../plugin/workflow';
import type { ExecutorSchema } from './task/overrides';

/**
 * Makes a check of the options of code generation tasks by their schema, which is compiled once, for the first workflow
 * with such a task. Findings have their places in the file. An option that is missing may come from elsewhere, as from
 * targetDefaults.
 *
 * @param readSchema reads that of the executor
 */
export function optionsCheck(
  readSchema: () => ExecutorSchema,
): (workflow: Workflow, document: JsonDocument) => Diagnostic[] {
  let check: ValidateFunction | undefined;
  return (workflow, document) => {
    const tasks = workflow.tasks.filter(({ target }) => target.executor === CODEGEN_EXECUTOR);
    return tasks.length === 0 ? [] : checkTasks(tasks, document, (check ??= compiled(readSchema())));
  };
}

function compiled(schema: ExecutorSchema): ValidateFunction {
  const Ajv = (require('ajv') as typeof import('ajv')).default;
  const { $id: _id, $schema: _dialect, ...rules } = schema as unknown as Record<string, unknown>;
  return new Ajv({ strict: false, allErrors: true, verbose: true }).compile(rules);
}

function checkTasks(tasks: readonly Task[], document: JsonDocument, check: ValidateFunction): Diagnostic[] {
  const problemsOf = (options: unknown, path: JsonPath): Diagnostic[] => {
    if (options === undefined || check(options)) return [];
    const errors = ofChosenBranches(check.errors ?? []).filter((error) => !isMissing(error));
    const checked = {
      path: document.source.file,
      data: options,
      locate: (pointer: string, part?: 'value' | 'key') => document.placeOf([...path, ...steps(pointer)], part),
    };
    return describeErrors(checked, errors, {
      code: 'options',
      whole: 'the task',
      rules: 'executors/codegen/schema.json',
    });
  };
  return tasks.flatMap(({ name, target: { options, configurations = {} } }) => [
    ...problemsOf(options, ['tasks', name, 'options']),
    ...Object.entries(configurations).flatMap(([configuration, given]) =>
      problemsOf(given, ['tasks', name, 'configurations', configuration]),
    ),
  ]);
}

function isMissing({ keyword, instancePath }: ErrorObject): boolean {
  return keyword === 'required' && instancePath === '';
}

/** Rules that fail for an alternative that is not meant: one for data of another type, or for another `compiler`. */
const IS_OTHER = /^(type|const|properties\/[^/]+\/const)$/;

/** Of the alternatives of the schema, the errors of those that are meant; where none is, why each is not. */
function ofChosenBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const lists = new Set(
    errors.flatMap(({ schemaPath }) =>
      [...schemaPath.matchAll(/\/oneOf\//g)].map(({ index }) => schemaPath.slice(0, index)),
    ),
  );
  return errors.filter((error) => {
    return [...lists].every((list) => {
      const [branch, rule] = branchOf(error, list);
      if (branch === undefined) return true;
      const ofList = errors.map((one) => branchOf(one, list));
      const others = new Set(ofList.filter(([, one]) => IS_OTHER.test(one)).map(([one]) => one));
      const isOneMeant = ofList.some(([one]) => one !== undefined && !others.has(one));
      return isOneMeant ? !others.has(branch) : IS_OTHER.test(rule);
    });
  });
}

/** Which alternative of a list an error is of, and the rule of that alternative. */
function branchOf({ schemaPath }: ErrorObject, list: string): [branch: string | undefined, rule: string] {
  const start = `${list}/oneOf/`;
  if (!schemaPath.startsWith(start)) return [undefined, ''];
  const [branch, ...rule] = schemaPath.slice(start.length).split('/');
  return [branch, rule.join('/')];
}

/** A JSON Pointer as the steps of a path; lists have numbers. */
function steps(pointer: string): (string | number)[] {
  return splitPointer(pointer).map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
