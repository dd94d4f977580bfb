import type { ExecutorContext } from '@nx/devkit';
import { runTypecheck } from './run-typecheck';
import { endWithParent } from '../codegen/end-with-parent';
import type { TypecheckOptions } from './options';

/** `nx-workflow:typecheck`: checks what a codegen target has generated. */
export default async function typecheckExecutor(
  options: TypecheckOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const stay = endWithParent();
  const { success, output } = await runTypecheck(options, context);
  stay();
  process.stdout.write(output);
  return { success };
}
