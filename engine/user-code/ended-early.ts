import type { Diagnostic } from '../../diagnostics/diagnostic';

/** The error for a user's module that ended its thread: the result of the run is unknown. */
export function endedEarly(exitCode: number): Diagnostic {
  const message = `code of the target ended the process, with exit code ${exitCode}`;
  return { severity: 'error', code: 'module', message, hint: 'a module must not call process.exit' };
}
