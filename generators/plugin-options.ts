import { readNxJson, type Tree } from '@nx/devkit';

export const PACKAGE = 'nx-workflow';

/** What nx.json may call the plugin by: with records of runs, and without. */
const ENTRIES: readonly unknown[] = [PACKAGE, `${PACKAGE}/inference`];

/** Whether nx.json names the plugin, as a text or with options. */
export function hasPlugin(plugins: readonly unknown[] | undefined): boolean {
  return (plugins ?? []).some((entry) => ENTRIES.includes(nameOf(entry)));
}

/** The name of the target that runs a whole workflow, as the plugin's options in nx.json have it. */
export function workflowTargetName(tree: Tree): string {
  for (const entry of readNxJson(tree)?.plugins ?? []) {
    if (typeof entry === 'string' || !ENTRIES.includes(entry.plugin)) continue;
    const name = (entry.options as { workflowTargetName?: unknown } | undefined)?.workflowTargetName;
    if (typeof name === 'string') return name;
  }
  return 'workflow';
}

function nameOf(entry: unknown): unknown {
  return typeof entry === 'string' ? entry : (entry as { plugin?: unknown } | null)?.plugin;
}
