import { UsageError, FindingsError } from '../command';
import { applyEnvironment, nxEnvironment } from '../task/environment';
import { taskToRun } from '../task/task-to-run';
import { loadProjectGraph } from '../workspace';
import type { LoadedTask, TaskRequest } from './reload-task';

// Answers one request and exits, because Nx and its plugins cache files for the lifetime of their process.
process.once('message', (request: TaskRequest) => {
  void load(request).then((answer) => process.send?.(answer, () => process.exit()));
});

async function load({ id, workspaceRoot, passthroughArgs, shell }: TaskRequest): Promise<LoadedTask> {
  try {
    const env = nxEnvironment(workspaceRoot, shell);
    applyEnvironment(env);
    const graph = await loadProjectGraph(workspaceRoot);
    const { declared, ...task } = taskToRun(graph, id, { workspaceRoot, env, passthroughArgs });
    return { task, declaredKey: declared?.key };
  } catch (error) {
    return { problem: textOf(error) };
  }
}

/** The message of an error, on one line. */
function textOf(error: unknown): string {
  const text =
    error instanceof FindingsError
      ? (error.diagnostics[0]?.message ?? '')
      : ((error as Error).message ?? String(error));
  const hint = error instanceof UsageError ? (error.hint ?? '') : '';
  return [text.split('\n')[0], hint.split('\n')[0]].filter((part) => part !== '').join('; ');
}
