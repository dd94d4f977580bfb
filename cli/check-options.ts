import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { describeErrors } from '../engine/sources/schema-errors';
import { splitPointer } from '../engine/sources/spec-places';
import type { JsonDocument, JsonPath } from '../plugin/document';
import { CODEGEN_EXECUTOR, type Task, type Workflow } from '../plugin/workflow';
import type { ExecutorSchema } from './task/overrides';

/**
 * Returns a check of the options of codegen tasks against their schema, which is compiled on first use. Findings have
 * positions in the workflow file. A missing option is not reported, since it may come from targetDefaults, for instance.
 *
 * @param readSchema reads the executor's schema
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
    const errors = chosenBranchErrors(check.errors ?? []).filter((error) => !isMissing(error));
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

/** Matches rules that fail if an alternative was not intended: it is for another type, or for another `compiler`. */
const OTHER_ALTERNATIVE = /^(type|const|properties\/[^/]+\/const)$/;

/** For alternatives of the schema, keeps the errors of the intended ones only; if none is, those of all. */
function chosenBranchErrors(errors: readonly ErrorObject[]): ErrorObject[] {
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
      const others = new Set(ofList.filter(([, one]) => OTHER_ALTERNATIVE.test(one)).map(([one]) => one));
      const isOneMeant = ofList.some(([one]) => one !== undefined && !others.has(one));
      return isOneMeant ? !others.has(branch) : OTHER_ALTERNATIVE.test(rule);
    });
  });
}

/** The alternative of a list that an error belongs to, and the failed rule in that alternative. */
function branchOf({ schemaPath }: ErrorObject, list: string): [branch: string | undefined, rule: string] {
  const start = `${list}/oneOf/`;
  if (!schemaPath.startsWith(start)) return [undefined, ''];
  const [branch, ...rule] = schemaPath.slice(start.length).split('/');
  return [branch, rule.join('/')];
}

/** The steps of a JSON Pointer; list indexes are numbers. */
function steps(pointer: string): (string | number)[] {
  return splitPointer(pointer).map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
