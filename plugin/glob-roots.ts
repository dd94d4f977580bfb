import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument } from './document';
import type { PlacedWorkflow, Targets } from './placed-workflow';

/** What Nx reads as a glob in `{projectRoot}`; no escape helps, in inputs or in outputs. */
const GLOB = /[()[\]{}*?]/;

/** Finds cached targets on projects whose folder Nx takes for a glob: it hashes nothing in it, and caches nothing. */
export function* checkGlobRoots(
  { workflow, layout }: PlacedWorkflow,
  targets: ReadonlyMap<string, Targets>,
  document: JsonDocument,
): Generator<Diagnostic> {
  for (const task of workflow.tasks) {
    const root = layout.get(task.name)?.find((one) => GLOB.test(one) && targets.get(one)?.[task.name]?.cache === true);
    if (root === undefined) continue;
    const message = `"${task.name}" is cached, and Nx reads the folder name "${root}" as a glob: it would miss changes in it`;
    const hint = 'rename the folder, or set "cache": false';
    yield document.atKey('glob-in-project-root', ['tasks', task.name], message, hint);
  }
}
