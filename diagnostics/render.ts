import type { Diagnostic } from './diagnostic';

const MAX_EXCERPT = 160;

/**
 * One diagnostic as text, without a line end:
 *
 *     apps/k1/nx-workflow.json:12:21 error unknown-task: there is no task "archi"
 *       12 |       "dependsOn": ["archi"]
 *          |                     ^^^^^^^
 *       hint: did you mean "architecture-analysis"?
 */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, code, message, hint } = diagnostic;
  const place = [
    file === undefined ? undefined : visible(file).replaceAll('\n', '\\n'),
    line,
    line === undefined ? undefined : column,
  ]
    .filter((part) => part !== undefined)
    .join(':');
  const lines = [`${place}${place ? ' ' : ''}${severity} ${code}: ${visible(message)}`];
  if (line !== undefined && diagnostic.excerpt !== undefined) {
    lines.push(...renderExcerpt(line, column ?? 1, diagnostic.excerpt, diagnostic.length ?? 1));
  }
  if (hint !== undefined) lines.push(...`hint: ${visible(hint)}`.split('\n').map((text) => `  ${text}`));
  return lines.join('\n');
}

/** Control characters and marks of the writing direction, which a terminal would interpret. */
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The escape of a code unit in JSON and JavaScript. */
export function unicodeEscape(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Escapes untrusted text for a terminal. */
function visible(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(HIDDEN, unicodeEscape);
}

export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(renderDiagnostic).join('\n');
}

function renderExcerpt(line: number, column: number, source: string, length: number): string[] {
  // A minified line would fill the screen: show the part around the column.
  const start = source.length > MAX_EXCERPT ? Math.max(0, column - 1 - MAX_EXCERPT / 2) : 0;
  const text = source
    .slice(start, start + MAX_EXCERPT)
    .replace(HIDDEN, ' ')
    .replace(/[\t\r\n]/g, ' ');
  const caretAt = Math.min(column - 1 - start, text.length);
  const carets = '^'.repeat(Math.max(1, Math.min(length, text.length - caretAt)));
  const gutter = String(line);
  return [`  ${gutter} | ${text}`, `  ${' '.repeat(gutter.length)} | ${' '.repeat(caretAt)}${carets}`];
}
