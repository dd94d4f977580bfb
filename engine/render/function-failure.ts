import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { FunctionTemplateError } from '../templates/function-template';
import type { UnknownPartialError } from '../templates/unknown-partial';
import { messageOf, placeFields, placeIn, stackOf, type TextPlace } from './stack-place';

/** What a function template threw: where in its module, or in one that it imports, as far as the stack tells. */
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

/** Where a function template asked for a partial that is not there. */
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
