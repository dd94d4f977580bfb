import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument } from './document';
import type { PlacedWorkflow, Targets } from './placed-workflow';

/** Characters in `{projectRoot}` that Nx reads as a glob. They cannot be escaped in inputs or outputs. */
const GLOB = /[()[\]{}*?]/;

/** Reports cached targets on projects whose folder Nx reads as a glob: it would hash and cache no file in it. */
export function* checkGlobRoots(
  { workflow, layout }: PlacedWorkflow,
  targets: ReadonlyMap<string, Targets>,
  document: JsonDocument,
): Generator<Diagnostic> {
  for (const task of workflow.tasks) {
    const root = layout.get(task.name)?.find((one) => GLOB.test(one) && targets.get(one)?.[task.name]?.cache === true);
    if (root === undefined) continue;
    const message = `"${task.name}" is cached, but Nx reads the folder name "${root}" as a glob and would miss changes in it`;
    const hint = 'rename the folder, or set "cache": false';
    yield document.atKey('glob-in-project-root', ['tasks', task.name], message, hint);
  }
}
