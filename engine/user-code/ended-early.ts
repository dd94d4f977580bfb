import type { Diagnostic } from '../../diagnostics/diagnostic';

/** A module of the user's has ended the thread that runs it: of what it would have made, nothing is known. */
export function endedEarly(exitCode: number): Diagnostic {
  const message = `code of the target ended the process, with exit code ${exitCode}`;
  return { severity: 'error', code: 'module', message, hint: 'a module must not call process.exit' };
}
