import type { ExecutorContext } from '@nx/devkit';
import { tryCommand, type Try } from './try-command';

/** What keeps a command in bounds; all other options are those of `nx:run-commands`. */
export interface CommandOptions {
  /** In seconds. */
  readonly timeout?: number;
  readonly retries?: number;
  readonly [option: string]: unknown;
}

/** `nx-workflow:command`: a command as Nx runs it, ended after its time, and tried again where it fails. */
export default async function commandExecutor(
  { timeout, retries = 0, ...options }: CommandOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const tries = retries + 1;
  for (let number = 1; ; number++) {
    const began = Date.now();
    const end = await tryCommand(options, context, timeout);
    if (end.kind === 'passed') return { success: true };
    const isLast = number === tries || end.kind === 'stopped';
    const seconds = `${((Date.now() - began) / 1000).toFixed(1)} s`;
    const what = tries > 1 ? `try ${number} of ${tries} ${failure(end, timeout)}` : failure(end, timeout);
    if (end.kind !== 'failed' || tries > 1) say(`${what}, after ${seconds}${isLast ? '' : '; trying again'}`);
    if (isLast) return { success: false };
  }
}

function failure({ kind }: Try, timeout: number | undefined): string {
  if (kind === 'timeout') return `was ended: it took longer than ${timeout} s`;
  return kind === 'stopped' ? 'was asked to end' : 'failed';
}

function say(text: string): void {
  process.stdout.write(`nx-workflow: ${text}\n`);
}
