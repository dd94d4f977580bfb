/** A place in a text file; both numbers start at 1, columns count UTF-16 units as editors do. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/**
 * One finding about a user's file, as a value: expected failures are returned, never thrown.
 *
 * `code` is stable and documented in docs/errors.md; `message` says what is wrong, `hint` what to do.
 * `file` is relative to the workspace, with `/` between folders. `excerpt` is the whole source line,
 * without its line end; `length` is how much of it to underline, in UTF-16 units.
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly length?: number;
  readonly excerpt?: string;
  readonly hint?: string;
}

/** The order in which findings are shown: by file, then by place, then by code. Independent of locale. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** Compares by code units, so that an order never depends on the machine's locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
