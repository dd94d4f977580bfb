import type { ExecutorContext } from '@nx/devkit';
import { runCommandLine, type CodegenTarget } from '../run-command-line';

/**
 * `nx-workflow:watch`: runs the command `watch` as a continuous task. It ends with a signal or with Nx. Its first line
 * `watch: fresh=…` tells Nx that everything is generated.
 */
export default function watchExecutor(target: CodegenTarget, context: ExecutorContext): Promise<{ success: boolean }> {
  return runCommandLine('watch', [], target, context);
}
