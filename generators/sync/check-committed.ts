import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';

const COMMAND_LINE = join(__dirname, '../../../bin/nx-workflow.js');

/** A file that a run would change. */
export interface StaleFile {
  /** Relative to the output folder. */
  readonly path: string;
  readonly why: string;
  readonly becomes: 'written' | 'removed' | 'unknown';
  /** The change as a unified diff, if it is known. */
  readonly diff?: string;
}

/** A checked target with the files that a run would change, possibly none. */
export interface StaleTarget {
  readonly target: string;
  readonly outputDir: string;
  readonly upToDate: boolean;
  readonly differences: readonly StaleFile[];
}

/** A target that could not be checked. */
export interface FailedTarget {
  readonly target: string;
  readonly problems: readonly Diagnostic[];
}

/**
 * Runs `nx-workflow check --committed` in a process of its own: Nx's daemon, which runs this generator, keeps loaded
 * modules, and so would render with stale ones.
 */
export async function checkCommitted(root: string): Promise<readonly (StaleTarget | FailedTarget)[]> {
  const args = [COMMAND_LINE, 'check', '--committed', '--diff', '--json'];
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) =>
    execFile(process.execPath, args, { cwd: root, maxBuffer: 2 ** 28 }, (_error, out, err) =>
      resolve({ stdout: out, stderr: err }),
    ),
  );
  try {
    return (JSON.parse(stdout) as { targets: readonly (StaleTarget | FailedTarget)[] }).targets;
  } catch {
    throw new Error(`"nx-workflow check --committed" failed\n${stderr.trim() || stdout.trim()}`);
  }
}
