import { SourceText } from '../../diagnostics/source-text';
import { helperPlace, TO_FILE, WHEN_FILE } from '../templates/helper-place';
import { placeFields, type TextPlace } from './stack-place';

/** An emit whose rendering failed. */
export interface FailedEmit {
  /** The text of the emit's `to`. */
  readonly to: string;
  /** The text of the emit's `when`. */
  readonly when: string | undefined;
  /** The path of its template. */
  readonly template: string;
  /** Pattern or source file; undefined for a library file. */
  readonly pattern: string | undefined;
  readonly workspaceRoot: string;
}

/** The place of the helper call that threw an error; the template if it is unknown. */
export function placeOfHelper(error: unknown, { to, when, template, workspaceRoot }: FailedEmit): TextPlace {
  const place = helperPlace(error);
  if (!place) return { file: template };
  const option = place.file === TO_FILE ? to : place.file === WHEN_FILE ? when : undefined;
  if (option === undefined) return placeFields(place, workspaceRoot);
  return new SourceText(place.file, option).atLine(place.line, place.column);
}
