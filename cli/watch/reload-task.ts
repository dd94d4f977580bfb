import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { TaskToRun } from '../task/task-to-run';

/** The task to look up. */
export interface TaskRequest {
  readonly id: string;
  readonly workspaceRoot: string;
  readonly passthroughArgs: readonly string[];
  /** The shell's environment, without Nx's additions. */
  readonly shell: NodeJS.ProcessEnv;
}

/** A task without the parts that cannot be sent to another thread or process. */
export type PlainTask = Omit<TaskToRun, 'declared'>;

/** A task with its current configuration, or the reason why it cannot be loaded. */
export type LoadedTask =
  { readonly task: PlainTask; readonly declaredKey: string | undefined } | { readonly problem: string };

/** Looks up a task in a process of its own, with a new project graph. Never rejects. */
export function reloadTask(request: TaskRequest, signal: AbortSignal): Promise<LoadedTask> {
  return new Promise((resolve) => {
    const child = fork(join(__dirname, 'load-task.js'), [], {
      cwd: request.workspaceRoot,
      env: request.shell,
      serialization: 'advanced',
      // Output of Nx does not belong to a round; the answer contains errors.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      signal,
    });
    child.once('message', (answer) => resolve(answer as LoadedTask));
    child.once('error', (error) => resolve({ problem: error.message }));
    child.once('exit', (code) => resolve({ problem: `the process that asks Nx ended with code ${code}` }));
    child.send(request, (error) => error && resolve({ problem: error.message }));
  });
}
