import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { onShutdown } from './on-shutdown';

const COMMAND_LINE = join(__dirname, '../../bin/nx-workflow.js');

/** The name of a codegen target of the same project, and overrides of its options. */
export interface CodegenTarget {
  readonly codegen: string;
  readonly [override: string]: unknown;
}

/**
 * Runs a command of our command line for a codegen target, in a child process that ends with this one.
 *
 * @param flags flags of the command
 */
export async function runCommandLine(
  command: string,
  flags: readonly string[],
  { codegen, ...overrides }: CodegenTarget,
  { root, projectName = '', configurationName }: ExecutorContext,
): Promise<{ success: boolean }> {
  const id = [projectName, codegen, ...(configurationName === undefined ? [] : [configurationName])].join(':');
  const passedOn = Object.entries(overrides).map(([name, value]) => `--${name}=${textOf(value)}`);
  const args = [COMMAND_LINE, command, id, ...flags, ...(passedOn.length > 0 ? ['--', ...passedOn] : [])];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const forget = onShutdown(() => child.kill('SIGTERM'));
  const [code] = (await once(child, 'close')) as [number | null];
  forget();
  return { success: code === 0 };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
