import type { ExecutorContext } from '@nx/devkit';
import { tryCommand } from './try-command';

/** Limits of a command; all other options are those of `nx:run-commands`. */
export interface CommandOptions {
  /** In seconds. */
  readonly timeout?: number;
  readonly retries?: number;
  readonly [option: string]: unknown;
}

/** `nx-workflow:command`: runs a command like Nx, with a time limit and retries. */
export default async function commandExecutor(
  { timeout, retries = 0, ...options }: CommandOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const tries = retries + 1;
  for (let number = 1; ; number++) {
    const began = Date.now();
    const end = await tryCommand(options, context, timeout);
    if (end === 'passed' || end === 'stopped') return { success: end === 'passed' };
    const isLast = number === tries;
    const which = tries === 1 ? 'the command' : `try ${number} of ${tries}`;
    const what =
      end === 'timeout'
        ? `was ended after ${timeout} s, its time limit`
        : `failed after ${((Date.now() - began) / 1000).toFixed(1)} s`;
    // Nx itself reports the failure of a single try.
    if (end === 'timeout' || tries > 1) {
      process.stdout.write(`nx-workflow: ${which} ${what}${isLast ? '' : '; trying again'}\n`);
    }
    if (isLast) return { success: false };
  }
}
