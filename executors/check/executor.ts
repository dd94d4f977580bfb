import type { ExecutorContext } from '@nx/devkit';
import { runCommandLine, type CodegenTarget } from '../run-command-line';

/** `nx-workflow:check`: the command `check` as a task of Nx. It writes nothing. In a workflow of GitHub it annotates. */
export default function checkExecutor(target: CodegenTarget, context: ExecutorContext): Promise<{ success: boolean }> {
  const flags = process.env['GITHUB_ACTIONS'] === 'true' ? ['--format=github'] : [];
  return runCommandLine('check', flags, target, context);
}
