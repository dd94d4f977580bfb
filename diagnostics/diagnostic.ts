/** A position in a text file; both numbers start at 1, columns count UTF-16 units as editors do. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/**
 * One finding about a user's file, as a value: expected failures are returned, never thrown.
 *
 * `code` is stable and documented in docs/errors.md; `message` describes the problem, `hint` the solution.
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

/** The order of findings in reports: by file, position and code. Independent of the locale. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** Sorts findings and removes repetitions, such as those of the tasks that one matrix makes. */
export function sortedDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const sorted = [...diagnostics].sort(compareDiagnostics);
  return sorted.filter((one, at) => at === 0 || compareDiagnostics(sorted[at - 1]!, one) !== 0);
}

/** Compares by code units, independent of the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
