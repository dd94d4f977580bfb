import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { TaskToRun } from '../task/task-to-run';

/** Which task to look up, and in what environment. */
export interface TaskRequest {
  readonly id: string;
  readonly workspaceRoot: string;
  readonly passedOn: readonly string[];
  /** The shell's environment, without what Nx adds to it. */
  readonly shell: NodeJS.ProcessEnv;
}

/** The parts of a task that can be handed from one thread or process to another. */
export type PlainTask = Omit<TaskToRun, 'declared'>;

/** A task as it is configured now, or why that cannot be told. */
export type LoadedTask =
  { readonly task: PlainTask; readonly declaredKey: string | undefined } | { readonly problem: string };

/** Looks a task up in a process of its own, with a new project graph. Never rejects. */
export function reloadTask(request: TaskRequest, signal: AbortSignal): Promise<LoadedTask> {
  return new Promise((resolve) => {
    const child = fork(join(__dirname, 'load-task.js'), [], {
      cwd: request.workspaceRoot,
      env: request.shell,
      serialization: 'advanced',
      // What Nx prints meanwhile is not the result of a round; the answer says what is wrong.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      signal,
    });
    child.once('message', (answer) => resolve(answer as LoadedTask));
    child.once('error', (error) => resolve({ problem: error.message }));
    child.once('exit', (code) => resolve({ problem: `the process that asks Nx ended with code ${code}` }));
    child.send(request, (error) => error && resolve({ problem: error.message }));
  });
}
