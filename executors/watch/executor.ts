import type { ExecutorContext } from '@nx/devkit';
import { runCommandLine, type CodegenTarget } from '../run-command-line';

/**
 * `nx-workflow:watch`: the command `watch` as a continuous task of Nx. It ends with a signal, or with Nx; its first line
 * `watch: fresh=…` tells Nx that everything is generated.
 */
export default function watchExecutor(target: CodegenTarget, context: ExecutorContext): Promise<{ success: boolean }> {
  return runCommandLine('watch', [], target, context);
}
