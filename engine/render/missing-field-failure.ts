import type { Diagnostic } from '../../diagnostics/diagnostic';
import { didYouMean } from '../../diagnostics/suggest';
import type { MissingFieldError } from '../templates/missing-field';
import { placeOfHelper, type FailedEmit } from './failed-emit';

/** The error for a field that a template shows but that the data does not have. */
export function missingFieldFailure(error: MissingFieldError, emit: FailedEmit): Diagnostic {
  const { pattern } = emit;
  const at = placeOfHelper(error, emit);
  return {
    severity: 'error',
    code: 'missing-field',
    message: `rendering${pattern === undefined ? '' : ` for ${pattern}`} failed: ${error.message}`,
    ...at,
    ...('excerpt' in at ? { length: error.shown.length } : {}),
    hint: `${didYouMean(error.field, error.known)}\na field that may be missing is asked for first: {{#if ${error.shown}}}`,
  };
}
