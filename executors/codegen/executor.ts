import type { ExecutorContext } from '@nx/devkit';
import type { CodegenOptions } from './options';
import { runTarget } from './run-target';

/** `nx-workflow:codegen`: generates, compiles, and says what it did. Loads no template or compiler code itself. */
export default async function codegenExecutor(
  options: CodegenOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const { success, output } = await runTarget(options, context);
  // One write, and without a promise: what is printed is whole even where the process ends right after.
  process.stdout.write(output);
  return { success };
}
