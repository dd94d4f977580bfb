import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Explanation } from '../../engine/graph/explain';
import { endedEarly } from '../../engine/user-code/ended-early';
import type { TaskToRun } from '../task/task-to-run';

/** A file that a run would change. */
export interface Outdated {
  /** Relative to the output folder. */
  readonly path: string;
  readonly why: string;
  /** What a run would do with it. */
  readonly becomes: 'written' | 'removed' | 'unknown';
  /** How its text would change, where that was asked for and is known. */
  readonly diff?: string;
}

/** What each kind of look finds: `check` makes in memory what is due and compares, `plan` tells what is due alone. */
export interface Looks {
  readonly check: readonly Outdated[];
  readonly plan: readonly Explanation[];
}

/** What a thread that looks at a target is started with; its environment is that of the task. */
export interface LookRequest extends Pick<TaskToRun, 'settings' | 'context'> {
  readonly what: keyof Looks;
  readonly withDiff: boolean;
}

/** What was found, or why that cannot be told. */
export type Looked<Found = Looks[keyof Looks]> =
  { readonly found: Found } | { readonly problems: readonly Diagnostic[] };

/**
 * Looks at a target in a thread of its own, because that may run the target's code: with the environment of the task, and
 * with no module that another target has loaded. Writes nothing.
 *
 * @param withDiff whether a check tells how texts would change
 */
export function lookAt<What extends keyof Looks>(
  { settings, context, env }: TaskToRun,
  what: What,
  withDiff = false,
): Promise<Looked<Looks[What]>> {
  return new Promise((resolve, reject) => {
    const workerData: LookRequest = { what, withDiff, settings, context };
    const worker = new Worker(join(__dirname, 'look-worker.js'), { workerData, env });
    let looked: Looked<Looks[What]> | undefined;
    worker.once('message', (message: Looked<Looks[What]>) => (looked = message));
    worker.once('error', reject);
    worker.once('exit', (code) => resolve(looked ?? { problems: [endedEarly(code)] }));
  });
}
