import type { ExecutorContext } from '@nx/devkit';
import { endWithParent } from './end-with-parent';
import type { CodegenOptions } from '../../engine/options';
import { showProgress } from '../../engine/report/progress';
import { runTarget } from './run-target';

/** `nx-workflow:codegen`: generates, compiles and prints a report. Loads no template or compiler code itself. */
export default async function codegenExecutor(
  options: CodegenOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const progress = showProgress(() => process.stderr);
  const extras = { taskHash: process.env['NX_TASK_HASH'] ?? null, onProgress: progress.step };
  const detach = endWithParent();
  const { success, output } = await runTarget(options, context, extras).finally(progress.end);
  detach();
  // One synchronous write, so that the output is complete even if the process ends right after.
  process.stdout.write(output);
  return { success };
}
