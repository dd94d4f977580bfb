import { execFile, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { SIGNALS } from '../engine/compile/process-group';
import { installCommand } from '../modules/install-command';
import { StoppedError, UsageError } from './command';

/**
 * Runs the workspace's Nx and waits for its end. Its output goes to standard error, because standard output is for the
 * result of the command. Signals are passed on to Nx, and thrown as a {@link StoppedError} after Nx has ended.
 */
export async function runNx(
  workspaceRoot: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number }> {
  const program = nxProgram(workspaceRoot);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: workspaceRoot,
      env: { ...process.env, ...env },
      stdio: ['ignore', 2, 2],
    });
    let stopped: NodeJS.Signals | undefined;
    const handOn = (signal: NodeJS.Signals): void => {
      stopped = signal;
      child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, handOn);
    const done = (): void => SIGNALS.forEach((signal) => void process.off(signal, handOn));
    child.on('error', (error) => {
      done();
      reject(error);
    });
    child.on('close', (code) => {
      done();
      if (stopped === undefined) resolve({ code: code ?? 1 });
      else reject(new StoppedError(stopped));
    });
  });
}

/** The standard output of a command of the workspace's Nx. */
export async function outputOfNx(
  workspaceRoot: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const program = nxProgram(workspaceRoot);
  const options = { cwd: workspaceRoot, env: { ...env }, maxBuffer: 2 ** 28 };
  try {
    return (await promisify(execFile)(process.execPath, [program, ...args], options)).stdout;
  } catch (error) {
    const { stderr = '', stdout = '', message } = error as Error & { stderr?: string; stdout?: string };
    const [why = ''] = [stderr, stdout, message].filter((text) => text.trim() !== '');
    throw new UsageError(`"nx ${args.join(' ')}" failed`, why.trim());
  }
}

/** The file that starts the workspace's Nx. */
export function nxProgram(workspaceRoot: string): string {
  const require = createRequire(join(workspaceRoot, 'package.json'));
  try {
    const manifest = require.resolve('nx/package.json');
    const { bin } = require(manifest) as { bin: { nx: string } };
    return join(dirname(manifest), bin.nx);
  } catch {
    throw new UsageError('nx is not installed in this workspace', installCommand(workspaceRoot, 'nx'));
  }
}
