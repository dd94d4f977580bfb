import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument } from './document';
import type { WorkspaceFacts } from './facts';
import type { PlacedWorkflow } from './placed-workflow';

/** Reports tasks with `committed` whose output folder git ignores. */
export function checkCommitted(placed: PlacedWorkflow, document: JsonDocument, facts: WorkspaceFacts): Diagnostic[] {
  return placed.workflow.tasks.flatMap((task) => {
    if (task.isCommitted !== true) return [];
    const folders = (placed.layout.get(task.name) ?? []).flatMap((root) => placed.outputs(task, root).generated);
    const ignored = folders.find((folder) => facts.ignored.isIgnored(`${folder}/file`));
    if (ignored === undefined) return [];
    const message = `git ignores "${ignored}", so the code of "${task.name}" is not committed`;
    const hint = 'take the folder out of .gitignore, or remove "committed"';
    return [document.atKey('committed', ['tasks', task.name, 'committed'], message, hint)];
  });
}
