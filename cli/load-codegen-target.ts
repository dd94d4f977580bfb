import type { RunGraph } from '../engine/graph/run-graph';
import { loadGraph } from '../engine/graph/load-graph';
import { FoundError, type Invocation } from './command';
import { applyEnvironment } from './task/environment';
import { taskToRun, type TaskToRun } from './task/task-to-run';
import { loadProjectGraph } from './workspace';

/**
 * The codegen target that the first argument names, with what is there and what is due. Writes nothing. From here on,
 * this process has the environment of the task, because it may run the target's own code.
 */
export async function loadCodegenTarget(
  invocation: Invocation,
): Promise<{ readonly id: string; readonly task: TaskToRun; readonly prepared: RunGraph }> {
  const id = invocation.positionals[0] ?? '';
  const task = taskToRun(await loadProjectGraph(invocation.workspaceRoot), id, invocation);
  applyEnvironment(task.env);
  const prepared = await loadGraph(task.settings, task.declared);
  if (Array.isArray(prepared)) throw new FoundError(prepared);
  return { id, task, prepared };
}
