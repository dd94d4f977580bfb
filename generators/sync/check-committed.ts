import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';

const COMMAND_LINE = join(__dirname, '../../../bin/nx-workflow.js');

/** A file that a run would change. */
export interface Outdated {
  /** Relative to the output folder. */
  readonly path: string;
  readonly why: string;
  readonly becomes: 'written' | 'removed' | 'unknown';
  /** How its text changes, where that is known. */
  readonly diff?: string;
}

/** A target with files that a run would change, or without any. */
export interface StaleTarget {
  readonly target: string;
  readonly outputDir: string;
  readonly upToDate: boolean;
  readonly differences: readonly Outdated[];
}

/** A target of which nothing can be told. */
export interface FailedTarget {
  readonly target: string;
  readonly problems: readonly Diagnostic[];
}

/**
 * What `nx-workflow check --committed` says of all targets whose code is committed. It runs in a process of its own: Nx's
 * daemon, which runs this generator, keeps the modules that it has loaded, and so would render with old ones.
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
