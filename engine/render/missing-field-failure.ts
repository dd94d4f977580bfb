import type { Diagnostic } from '../../diagnostics/diagnostic';
import { SourceText } from '../../diagnostics/source-text';
import { didYouMean } from '../../diagnostics/suggest';
import { helperPlace, TO_FILE } from '../templates/helper-place';
import type { MissingFieldError } from '../templates/missing-field';
import { placeFields } from './stack-place';

/** Where a field was looked for. */
export interface Emitted {
  /** The text of the emit's `to`. */
  readonly to: string;
  /** The path of its template. */
  readonly template: string;
  /** What the file is made from; undefined for a file of the whole library. */
  readonly pattern: string | undefined;
  readonly workspaceRoot: string;
}

/** The finding about a field that a template shows and the data has not. */
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
