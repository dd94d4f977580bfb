import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument } from '../plugin/document';
import { nxDataFile } from '../plugin/graph-of-run';
import type { Workflow } from '../plugin/workflow';
import { textOrNothing } from '../state/text-or-nothing';

/** For each project root and each property, such as `targets.lint.command`: the file and the plugin that set it. */
export type SourceMaps = Readonly<
  Record<string, Readonly<Record<string, readonly [file: string | null, plugin: string]>>>
>;

/** The source maps that Nx stores beside the project graph; empty if there are none, or in another place. */
export function readSourceMaps(workspaceRoot: string, env: NodeJS.ProcessEnv): SourceMaps {
  try {
    return JSON.parse(textOrNothing(nxDataFile(workspaceRoot, env, 'source-maps.json')) ?? '{}') as SourceMaps;
  } catch {
    return {};
  }
}

/**
 * Reports tasks whose target another plugin defines as well: Nx merges both, so that the task replaces the other
 * target, except for properties that only that has, such as a description.
 *
 * @param roots roots of the projects that a task is on
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
        message: `${other.plugin} also defines a target "${name}"${where}; the task replaces it, so the command of that target no longer runs`,
        hint: 'rename the task, or exclude the project from that plugin in nx.json',
        ...document.placeOf(['tasks', name], 'key'),
      },
    ];
  });
}

/** Plugins other than this one and Nx's own, which read project.json, package.json and nx.json. */
function otherPlugins(map: SourceMaps[string], target: string): { file: string | null; plugin: string }[] {
  return Object.entries(map).flatMap(([key, [file, plugin]]) =>
    key.startsWith(`targets.${target}.`) && !/^(nx|nx-workflow)(\/|$)/.test(plugin) ? [{ file, plugin }] : [],
  );
}
