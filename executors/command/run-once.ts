// Entry point of a child process that runs the executor nx:run-commands once; its exit code is the result.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';

interface RunRequest {
  readonly options: Readonly<Record<string, unknown>>;
  readonly context: ExecutorContext;
}

type Executor = (options: object, context: ExecutorContext) => Promise<{ success: boolean }>;

process.once('message', (asked: RunRequest) => {
  // An open channel would keep the process alive.
  process.disconnect();
  void run(asked).then((success) => process.exit(success ? 0 : 1));
});

/** Resolves the executor as Nx does: through the executors file of its package. */
async function run({ options, context }: RunRequest): Promise<boolean> {
  const load = createRequire(join(context.root, 'package.json'));
  const manifest = load.resolve('nx/package.json');
  const { executors } = load(manifest) as { executors: string };
  const list = join(dirname(manifest), executors);
  const { implementation, schema } = (
    load(list) as { executors: Record<string, { implementation: string; schema: string }> }
  ).executors['run-commands']!;
  const { default: execute } = load(join(dirname(list), implementation)) as { default: Executor };
  const { properties } = load(join(dirname(list), schema)) as { properties: Record<string, { default?: unknown }> };
  const defaults = Object.entries(properties).flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const { success } = await execute({ ...Object.fromEntries(defaults), ...options }, context);
  return success;
}
