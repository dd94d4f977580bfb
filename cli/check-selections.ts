import type { ProjectGraph } from '@nx/devkit';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { selectionProblems } from '../engine/graph/choose-templates';
import type { Settings } from '../engine/settings';
import { discover } from '../engine/sources/discover';
import type { JsonDocument } from '../plugin/document';
import { CODEGEN_EXECUTOR, type Workflow } from '../plugin/workflow';

/**
 * Globs in the options of code generation that select nothing, and names of templates that are not there, with their places
 * in the workflow file. Tasks that wait for others are left out: those may make what is missing.
 *
 * @param roots of the projects that a task is on
 * @param settingsOf those of a target; undefined where its options are wrong, which others look at
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
