import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Difference } from '../../engine/compare-run';
import type { Explanation } from '../../engine/graph/explain';
import type { TaskToRun } from '../task/task-to-run';

/** What a thread that looks at a target is started with; its environment is that of the task. */
export interface LookRequest extends Pick<TaskToRun, 'settings' | 'context'> {
  /** Whether to make in memory what is due, or to tell what is due alone. */
  readonly what: 'check' | 'plan';
}

/** What was found, or why that cannot be told. */
export type Looked =
  | { readonly problems: readonly Diagnostic[] }
  | { readonly differences: readonly Difference[] }
  | { readonly files: readonly Explanation[] };

/**
 * Looks at a target in a thread of its own, because that may run the target's code: with the environment of the task, and
 * with no module that another target has loaded. Writes nothing.
 */
export function lookAt({ settings, context, env }: TaskToRun, what: LookRequest['what']): Promise<Looked> {
  return new Promise((resolve, reject) => {
    const workerData: LookRequest = { what, settings, context };
    const worker = new Worker(join(__dirname, 'look-worker.js'), { workerData, env });
    let looked: Looked | undefined;
    worker.once('message', (message: Looked) => (looked = message));
    worker.once('error', reject);
    worker.once('exit', (code) => resolve(looked ?? { problems: [ended(code)] }));
  });
}

/** A module of the user's may end the thread: nothing is known then. */
function ended(code: number): Diagnostic {
  const message = `code of the target ended the process, with exit code ${code}`;
  return { severity: 'error', code: 'module', message, hint: 'a module must not call process.exit' };
}
