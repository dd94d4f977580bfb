import type { Diagnostic } from '../../diagnostics/diagnostic';
import { originalError } from '../user-code/late-errors';
import type { StampedKind } from '../user-code/stamp';
import { namedModules, type Settings } from '../settings';
import { FunctionTemplateError } from '../templates/function-template';
import { helperPlace } from '../templates/helper-place';
import { InheritedPropertyError } from '../templates/inherited-property';
import { UnknownPartialError } from '../templates/unknown-partial';
import type { Spec } from '../sources/spec';
import { placeOfHelper, type FailedEmit } from './failed-emit';
import { functionFailure, placeOfCall } from './function-failure';
import { messageOf, placeFields, placeIn, placeOfPartial, placeOfWord, stackOf } from './stack-place';

/**
 * The error that a prepare module threw for one spec. It may have `pointer`, a JSON Pointer into the spec that becomes
 * line and column, and `hint`.
 */
export function prepareFailure(error: unknown, spec: Spec, workspaceRoot: string): Diagnostic {
  const { pointer, hint } = (error ?? {}) as { pointer?: unknown; hint?: unknown };
  const help = typeof hint === 'string' ? hint : pointer === undefined ? thrownAt(error, workspaceRoot)[0] : undefined;
  return {
    severity: 'error',
    code: 'prepare',
    message: messageOf(error, workspaceRoot),
    ...(typeof pointer === 'string' ? spec.locate(pointer) : { file: spec.path }),
    ...(help === undefined ? {} : { hint: help }),
  };
}

/** The error that the export `library` of the prepare module threw. */
export function libraryFailure(thrown: unknown, module: string, workspaceRoot: string): Diagnostic {
  const error = originalError(thrown);
  const { hint } = (error ?? {}) as { hint?: unknown };
  const place = placeIn(stackOf(error), workspaceRoot);
  return {
    severity: 'error',
    code: 'prepare',
    message: `the export "library" failed: ${messageOf(error, workspaceRoot)}`,
    ...(place ? placeFields(place, workspaceRoot) : { file: module }),
    ...(typeof hint === 'string' ? { hint } : {}),
  };
}

/** An error thrown by rendering: of a helper or a function template, an inherited field, or a missing partial. */
export function templateFailure(error: unknown, emit: FailedEmit): Diagnostic {
  const { template, pattern, workspaceRoot } = emit;
  if (error instanceof FunctionTemplateError) return functionFailure(error, pattern, workspaceRoot);
  if (error instanceof InheritedPropertyError) return inheritedFailure(error, template, pattern, workspaceRoot);
  if (error instanceof UnknownPartialError) return partialFailure(error, template, pattern, workspaceRoot);
  const failed = `rendering${pattern === undefined ? '' : ` for ${pattern}`} failed`;
  // The place of a stack overflow is accidental.
  if (error instanceof RangeError && error.message.includes('call stack')) {
    const message = `${failed}: partials include each other without end`;
    return { severity: 'error', code: 'render', message, file: template };
  }
  const { hint } = (error ?? {}) as { hint?: unknown };
  const hints = [...(typeof hint === 'string' ? [hint] : []), ...thrownAt(error, workspaceRoot)];
  return {
    severity: 'error',
    code: 'render',
    message: `${failed}: ${messageOf(error, workspaceRoot)}`,
    ...placeOfHelper(error, emit),
    ...(hints.length > 0 ? { hint: hints.join('\n') } : {}),
  };
}

function partialFailure(
  error: UnknownPartialError,
  template: string,
  pattern: string | undefined,
  workspaceRoot: string,
): Diagnostic {
  const { partial, file = template, message } = error;
  const functionCall = placeOfCall(error, workspaceRoot);
  const helperCall = helperPlace(error);
  const callPlace = helperCall ? placeFields(helperCall, workspaceRoot) : placeOfPartial(file, partial, workspaceRoot);
  const inline = 'an inline partial is known inside the block that defines it, and in partials that are called there';
  const option = 'partials come from the option "partials"';
  return {
    severity: 'error',
    code: 'unknown-partial',
    message: `rendering${pattern === undefined ? '' : ` for ${pattern}`} failed: ${message}`,
    ...(functionCall?.place ?? callPlace ?? { file: template }),
    hint: functionCall ? `${functionCall.meant}\n${option}` : helperCall ? option : inline,
  };
}

/** Handlebars does not report the place of a field. It is known only if the name occurs once in the template. */
function inheritedFailure(
  { property, message, file = '' }: InheritedPropertyError,
  template: string,
  pattern: string | undefined,
  workspaceRoot: string,
): Diagnostic {
  const place = placeOfWord(file, property, workspaceRoot) ?? { file: file.endsWith('.hbs') ? file : template };
  return {
    severity: 'error',
    code: 'render',
    message: `rendering${pattern === undefined ? '' : ` for ${pattern}`} failed: ${message}`,
    ...place,
    hint: 'give plain data: let the prepare module copy the field into an object of its own',
  };
}

/**
 * Errors that were thrown without anything awaiting them. Each place and message is reported once, since every pattern
 * may cause it.
 */
export function lateFailures(errors: readonly unknown[], settings: Settings): Diagnostic[] {
  const all = errors.map((error) => lateFailure(error, settings));
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

function lateFailure(error: unknown, settings: Settings): Diagnostic {
  const { workspaceRoot } = settings;
  const place = placeIn(stackOf(error), workspaceRoot);
  const [[, module] = []] = namedModules(settings);
  return {
    severity: 'error',
    code: 'late-error',
    message: `an unhandled error: ${messageOf(error, workspaceRoot)}`,
    ...(place ? placeFields(place, workspaceRoot) : module === undefined ? {} : { file: module }),
    hint: 'await the promise, or catch the error where it is thrown',
  };
}

const CHANGED_MESSAGES: Readonly<Record<StampedKind | 'import' | 'output', string>> = {
  file: 'this file changed while the run was reading it',
  folder: 'files in this folder were added or removed while the run was listing it',
  import: 'this was added, removed or changed while the run was loading modules, so their imports resolve differently',
  probe: 'this was added or removed after a module of the run had looked for it',
  link: 'this resolves to another path than when a module of the run read it',
  output: 'this file was changed right after the run had written it',
};

/** The error for something that changed during the run: the result would be recorded under the wrong hash. */
export function changedWhileReading(file: string, kind: keyof typeof CHANGED_MESSAGES = 'file'): Diagnostic {
  return {
    severity: 'error',
    code: 'changed-during-run',
    message: CHANGED_MESSAGES[kind],
    file,
    hint: 'run again',
  };
}

function thrownAt(error: unknown, workspaceRoot: string): string[] {
  const place = placeIn(stackOf(error), workspaceRoot);
  return place ? [`thrown at ${place.file}:${place.line}`] : [];
}
