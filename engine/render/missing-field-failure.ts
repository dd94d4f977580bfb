import type { Diagnostic } from '../../diagnostics/diagnostic';
import { SourceText } from '../../diagnostics/source-text';
import { didYouMean } from '../../diagnostics/suggest';
import { helperPlace, TO_FILE } from '../templates/helper-place';
import type { MissingFieldError } from '../templates/missing-field';
import { placeFields } from './stack-place';

/** The emit whose rendering looked for a field. */
export interface Emitted {
  /** The text of the emit's `to`. */
  readonly to: string;
  /** The path of its template. */
  readonly template: string;
  /** Pattern or source file; undefined for a library file. */
  readonly pattern: string | undefined;
  readonly workspaceRoot: string;
}

/** The error for a field that a template shows but that the data does not have. */
export function missingFieldFailure(error: MissingFieldError, emitted: Emitted): Diagnostic {
  const { to, template, pattern, workspaceRoot } = emitted;
  const place = helperPlace(error);
  const at = !place
    ? { file: template }
    : place.file === TO_FILE
      ? new SourceText(TO_FILE, to).atLine(place.line, place.column)
      : placeFields(place, workspaceRoot);
  return {
    severity: 'error',
    code: 'missing-field',
    message: `rendering${pattern === undefined ? '' : ` for ${pattern}`} failed: ${error.message}`,
    ...at,
    ...('excerpt' in at ? { length: error.shown.length } : {}),
    hint: `${didYouMean(error.field, error.known)}\na field that may be missing is asked for first: {{#if ${error.shown}}}`,
  };
}
