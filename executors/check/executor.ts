import type { ExecutorContext } from '@nx/devkit';
import { runCommandLine, type CodegenTarget } from '../run-command-line';

/** `nx-workflow:check`: runs the command `check` as a task. Writes nothing. In GitHub Actions it prints annotations. */
export default function checkExecutor(target: CodegenTarget, context: ExecutorContext): Promise<{ success: boolean }> {
  const flags = process.env['GITHUB_ACTIONS'] === 'true' ? ['--format=github'] : [];
  return runCommandLine('check', flags, target, context);
}
