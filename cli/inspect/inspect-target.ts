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
  /** The effect of a run on the file. */
  readonly becomes: 'written' | 'removed' | 'unknown';
  /** The change as a unified diff, if it was requested and is known. */
  readonly diff?: string;
}

/** The result of each kind of inspection: `check` generates due files in memory and compares; `plan` only lists due work. */
export interface Inspections {
  readonly check: readonly Outdated[];
  readonly plan: readonly Explanation[];
}

/** The data for an inspecting thread; its environment is that of the task. */
export interface InspectionRequest extends Pick<TaskToRun, 'settings' | 'context'> {
  readonly what: keyof Inspections;
  readonly withDiff: boolean;
}

/** The result, or the reasons why there is none. */
export type InspectionResult<Found = Inspections[keyof Inspections]> =
  { readonly found: Found } | { readonly problems: readonly Diagnostic[] };

/**
 * Inspects a target in a thread of its own, because that may run the target's code: it needs the environment of the task
 * and fresh modules. Writes nothing.
 *
 * @param withDiff true if `check` should add diffs
 */
export function inspectTarget<What extends keyof Inspections>(
  { settings, context, env }: TaskToRun,
  what: What,
  withDiff = false,
): Promise<InspectionResult<Inspections[What]>> {
  return new Promise((resolve, reject) => {
    const workerData: InspectionRequest = { what, withDiff, settings, context };
    const worker = new Worker(join(__dirname, 'inspect-worker.js'), { workerData, env });
    let result: InspectionResult<Inspections[What]> | undefined;
    worker.once('message', (message: InspectionResult<Inspections[What]>) => (result = message));
    worker.once('error', reject);
    worker.once('exit', (code) => resolve(result ?? { problems: [endedEarly(code)] }));
  });
}
