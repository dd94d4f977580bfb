import type { ProjectGraph } from '@nx/devkit';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { selectionProblems } from '../engine/graph/choose-templates';
import type { Settings } from '../engine/settings';
import { discover } from '../engine/sources/discover';
import type { JsonDocument } from '../plugin/document';
import { CODEGEN_EXECUTOR, type Workflow } from '../plugin/workflow';

/**
 * Reports globs in codegen options that match nothing, and names of missing templates, with their positions in the
 * workflow file. Skips tasks that wait for others, which may generate the missing files.
 *
 * @param roots roots of the projects that a task is on
 * @param settingsOf settings of a target; undefined if its options are invalid, which is reported elsewhere
 */
export function checkSelections(
  graph: ProjectGraph,
  { workflow, document }: { readonly workflow: Workflow; readonly document: JsonDocument },
  roots: (task: string) => readonly string[],
  settingsOf: (id: string) => Settings | undefined,
): Diagnostic[] {
  const names = new Map(Object.values(graph.nodes).map(({ name, data }) => [data.root, name]));
  const found = new Map<string, Diagnostic>();
  for (const { name, target, dependsOn, after } of workflow.tasks) {
    if (target.executor !== CODEGEN_EXECUTOR || dependsOn.length + after.length > 0) continue;
    for (const project of roots(name).flatMap((root) => names.get(root) ?? [])) {
      const settings = settingsOf(`${project}:${name}`);
      for (const { option, problem } of settings ? selectionProblems(settings, discover(settings)) : []) {
        const placed = { ...problem, ...document.placeOf(['tasks', name, 'options', ...option]) };
        found.set(JSON.stringify(placed), placed);
      }
    }
  }
  return [...found.values()];
}
