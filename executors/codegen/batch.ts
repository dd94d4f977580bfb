import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { endWithParent } from './end-with-parent';
import type { CodegenOptions } from '../../engine/options';
import { showProgress } from '../../engine/report/progress';
import { runTarget } from './run-target';

/** The result of a task in the form that Nx's batch runner expects; times in milliseconds since 1970. */
interface BatchResult {
  readonly task: string;
  readonly result: {
    readonly success: boolean;
    readonly terminalOutput: string;
    readonly startTime: number;
    readonly endTime: number;
  };
}

/**
 * Runs all codegen targets in one process, so that Node, the template engine and the compiler load once.
 *
 * Yields a result for every task: Nx runs a task without a result again, and treats an exception as the failure of all
 * tasks. A task is skipped if a dependency in the batch failed.
 */
export default async function* codegenBatch(
  taskGraph: TaskGraph,
  inputsByTaskId: Record<string, CodegenOptions>,
  _overrides: CodegenOptions,
  context: ExecutorContext,
): AsyncGenerator<BatchResult> {
  const failed = new Set<string>();
  const detach = endWithParent();
  for (const id of inDependencyOrder(taskGraph)) {
    const startTime = Date.now();
    const failedUpstream = upstreamOf(taskGraph, id).filter((dependency) => failed.has(dependency));
    const { success, terminalOutput } =
      failedUpstream.length > 0
        ? { success: false, terminalOutput: `not run: ${failedUpstream.join(', ')} failed\n` }
        : await runOne(taskGraph, id, inputsByTaskId[id], context);
    if (!success) failed.add(id);
    yield { task: id, result: { success, terminalOutput, startTime, endTime: Date.now() } };
  }
  detach();
}

async function runOne(
  taskGraph: TaskGraph,
  id: string,
  options: CodegenOptions | undefined,
  context: ExecutorContext,
): Promise<{ success: boolean; terminalOutput: string }> {
  const target = taskGraph.tasks[id]?.target;
  if (!options || !target) return { success: false, terminalOutput: `no options for ${id}\n` };
  try {
    const { project: projectName, target: targetName, configuration: configurationName } = target;
    const own = {
      ...context,
      projectName,
      targetName,
      ...(configurationName === undefined ? {} : { configurationName }),
    };
    // Nx passes no task hashes to a batch; it may even compute them again afterwards.
    const progress = showProgress(() => process.stderr);
    const extras = { taskHash: null, onProgress: progress.step };
    const { success, output } = await runTarget(options, own, extras).finally(progress.end);
    return { success, terminalOutput: output };
  } catch (error) {
    return { success: false, terminalOutput: `${(error as Error).stack ?? String(error)}\n` };
  }
}

/** The tasks of the batch in dependency order, otherwise in the order of the graph. */
function inDependencyOrder(taskGraph: TaskGraph): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const visit = (id: string): void => {
    if (seen.has(id) || !taskGraph.tasks[id]) return;
    seen.add(id);
    for (const dependency of upstreamOf(taskGraph, id)) visit(dependency);
    order.push(id);
  };
  for (const id of Object.keys(taskGraph.tasks)) visit(id);
  return order;
}

/** Ids of a task's dependencies. Edges are objects in Nx 24, and ids before. */
function upstreamOf({ dependencies }: TaskGraph, id: string): string[] {
  const edges = (dependencies[id] ?? []) as readonly (string | { readonly id: string })[];
  return edges.map((edge) => (typeof edge === 'string' ? edge : edge.id));
}
