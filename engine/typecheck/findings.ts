import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { CompilerRun } from './compiler';

/** One error in the compiler's output. */
export interface Finding {
  /** Relative to the workspace; undefined for global errors. */
  readonly file: string | undefined;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** `TS2322: …`, possibly with detail lines. */
  readonly message: string;
}

/** `file(line,column): error TS1: text`, or without the place; detail lines are indented. */
const FINDING = /^(?:(.+)\((\d+),(\d+)\): )?error (TS\d+: .*)$/;

/** Parses the compiler's uncoloured output; a failure without findings is an error of its own. */
export function parseFindings({ stdout, allOutput: said, code }: CompilerRun): Finding[] | Diagnostic {
  const findings: { file: string | undefined; line: number; column: number; message: string }[] = [];
  for (const line of stdout.split(/\r?\n/)) {
    const match = FINDING.exec(line);
    const last = findings.at(-1);
    if (match) {
      const [, file, row, column, message = ''] = match;
      findings.push({
        file: file?.replaceAll('\\', '/'),
        line: Number(row ?? 1),
        column: Number(column ?? 1),
        message,
      });
    } else if (last && line.startsWith(' ')) last.message += `\n${line}`;
  }
  if (code === 0 || findings.length > 0) return findings;
  const end = code === null ? 'did not come to its end' : `ended with code ${code}`;
  return { severity: 'error', code: 'typescript', message: `the compiler ${end}: ${said.trim() || 'it said nothing'}` };
}
