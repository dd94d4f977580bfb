import { posix } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { SourceText } from '../../diagnostics/source-text';
import { installCommand } from '../../modules/install-command';
import { formatterPackage, type FormatterName } from '../../modules/formatter-name';
import { originalError } from '../user-code/late-errors';
import { messageOf, placeIn, stackOf, withoutRoot } from '../render/stack-place';
import type { Settings } from '../settings';
import type { RenderedText } from './formatter';

/** Line and column in a generated text, from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** A problem in a generated text that is not on disk yet, with an excerpt, its template and its pattern. */
export function textProblem(
  { outputDir }: Settings,
  { path, text, madeBy }: RenderedText,
  message: string,
  place?: TextPlace,
): Diagnostic {
  const file = posix.join(outputDir, path);
  const where = place ? new SourceText(file, text).atLine(place.line, place.column) : { file };
  return { severity: 'error', code: 'format', message: `${message} (made by ${madeBy})`, ...where };
}

/** The error that a formatter threw for a text, with its place if it has one in prettier's form. */
export function thrownProblem(settings: Settings, text: RenderedText, by: string, thrown: unknown): Diagnostic {
  const error = originalError(thrown);
  const { codeFrame, hint } = (error ?? {}) as { codeFrame?: unknown; hint?: unknown };
  const place = placeOf(error);
  const plain = messageOf(error, settings.workspaceRoot);
  const frame = typeof codeFrame === 'string' ? `\n${withoutRoot(codeFrame, settings.workspaceRoot)}` : '';
  const message = (frame === '' ? plain : plain.replace(frame, '')).replace(/ \(\d+:\d+\)$/, '').trimEnd();
  const help = typeof hint === 'string' ? hint : place ? undefined : thrownAt(error, settings.workspaceRoot);
  return { ...textProblem(settings, text, `${by}: ${message}`, place), ...(help === undefined ? {} : { hint: help }) };
}

/** The error for a formatter that is missing or does not load. */
export function missingFormatter(workspaceRoot: string, formatter: FormatterName, error?: unknown): Diagnostic {
  const name = formatterPackage(formatter);
  const isMissing = error === undefined || (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
  return {
    severity: 'error',
    code: 'missing-formatter',
    message: `the option "format" needs the package ${name}, which ${isMissing ? 'is not installed' : 'does not load'}`,
    hint: isMissing ? installCommand(workspaceRoot, name) : messageOf(error, workspaceRoot),
  };
}

function placeOf(error: unknown): TextPlace | undefined {
  const { loc } = (error ?? {}) as { loc?: { start?: Partial<TextPlace> } & Partial<TextPlace> };
  const { line, column } = loc?.start ?? loc ?? {};
  return typeof line === 'number' && line > 0 ? { line, column: Math.max(1, column ?? 1) } : undefined;
}

function thrownAt(error: unknown, workspaceRoot: string): string | undefined {
  const place = placeIn(stackOf(error), workspaceRoot);
  return place && `thrown at ${place.file}:${place.line}`;
}
