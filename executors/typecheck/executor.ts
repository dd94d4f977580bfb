import type { ExecutorContext } from '@nx/devkit';
import { annotationsOf } from '../../diagnostics/annotations';
import { runTypecheck } from './run-typecheck';
import { endWithParent } from '../codegen/end-with-parent';
import type { TypecheckOptions } from './options';

/** `nx-workflow:typecheck`: checks the types of the files that a codegen target has generated. */
export default async function typecheckExecutor(
  options: TypecheckOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const detach = endWithParent();
  const { success, output, diagnostics } = await runTypecheck(options, context);
  detach();
  const annotations = annotationsOf(diagnostics, context.root, process.env).map((line) => `${line}\n`);
  process.stdout.write(output + annotations.join(''));
  return { success };
}
