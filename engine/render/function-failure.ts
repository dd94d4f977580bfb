import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { FunctionTemplateError } from '../templates/function-template';
import type { UnknownPartialError } from '../templates/unknown-partial';
import { messageOf, placeFields, placeIn, stackOf, type TextPlace } from './stack-place';

/** The error that a function template threw, with its place in the module or an imported one if the stack shows it. */
export function functionFailure(
  { file, thrown }: FunctionTemplateError,
  pattern: string | undefined,
  workspaceRoot: string,
): Diagnostic {
  const { hint } = (thrown ?? {}) as { hint?: unknown };
  const subject = pattern === undefined ? '' : ` for ${pattern}`;
  return {
    severity: 'error',
    code: 'render',
    message: `rendering ${file}${subject} failed: ${messageOf(thrown, workspaceRoot)}`,
    ...(placeInModule(thrown, workspaceRoot) ?? { file }),
    ...(typeof hint === 'string' ? { hint } : {}),
  };
}

/** The place where a function template called a missing partial. */
export function placeOfCall(
  error: UnknownPartialError,
  workspaceRoot: string,
): { readonly place: TextPlace; readonly meant: string } | undefined {
  if (!error.caller) return undefined;
  const { file, meant } = error.caller;
  return { place: placeInModule(error, workspaceRoot) ?? { file }, meant };
}

function placeInModule(error: unknown, workspaceRoot: string): TextPlace | undefined {
  const place = placeIn(stackOf(error), workspaceRoot);
  return place && placeFields(place, workspaceRoot);
}
