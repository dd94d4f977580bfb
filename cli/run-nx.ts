import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UsageError } from './command';

/**
 * Runs the workspace's own Nx and waits for its end. What it prints goes to standard error, because the result
 * of the command that calls it belongs on standard output.
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
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1 }));
  });
}

/** The file that starts the workspace's own Nx. */
export function nxProgram(workspaceRoot: string): string {
  const require = createRequire(join(workspaceRoot, 'package.json'));
  try {
    const manifest = require.resolve('nx/package.json');
    const { bin } = require(manifest) as { bin: { nx: string } };
    return join(dirname(manifest), bin.nx);
  } catch {
    throw new UsageError('nx is not installed in this workspace', 'npm install --save-dev nx');
  }
}
