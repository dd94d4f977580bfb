import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument } from '../plugin/document';
import { nxDataFile } from '../plugin/graph-of-run';
import type { Workflow } from '../plugin/workflow';
import { textOrNothing } from '../state/text-or-nothing';

/** Of each project root, by a property of the project as `targets.lint.command`: the file and the plugin that set it. */
export type SourceMaps = Readonly<
  Record<string, Readonly<Record<string, readonly [file: string | null, plugin: string]>>>
>;

/** As Nx keeps them beside the project graph; empty where there are none, or another version of Nx has them elsewhere. */
export function readSourceMaps(workspaceRoot: string, env: NodeJS.ProcessEnv): SourceMaps {
  try {
    return JSON.parse(textOrNothing(nxDataFile(workspaceRoot, env, 'source-maps.json')) ?? '{}') as SourceMaps;
  } catch {
    return {};
  }
}

/**
 * Tasks whose target another plugin makes as well: Nx puts one in the place of the other, and keeps what only the other
 * has, such as a description.
 *
 * @param roots of the projects that a task is on
 */
export function checkSharedTargets(
  maps: SourceMaps,
  { workflow, document }: { readonly workflow: Workflow; readonly document: JsonDocument },
  roots: (task: string) => readonly string[],
): Diagnostic[] {
  return workflow.tasks.flatMap(({ name }) => {
    const others = roots(name).flatMap((root) => otherPlugins(maps[root] ?? {}, name));
    const [other] = others;
    if (!other) return [];
    const where = other.file === null ? '' : ` for ${other.file}`;
    return [
      {
        severity: 'warning',
        code: 'shared-target',
        message: `${other.plugin} also makes a target "${name}"${where}: the task takes its place, and what it ran does not run any more`,
        hint: 'rename the task, or leave the project out of that plugin in nx.json',
        ...document.placeOf(['tasks', name], 'key'),
      },
    ];
  });
}

/** Those beside this one, and beside Nx's own, which read project.json, package.json and nx.json. */
function otherPlugins(map: SourceMaps[string], target: string): { file: string | null; plugin: string }[] {
  return Object.entries(map).flatMap(([key, [file, plugin]]) =>
    key.startsWith(`targets.${target}.`) && !/^(nx|nx-workflow)(\/|$)/.test(plugin) ? [{ file, plugin }] : [],
  );
}
