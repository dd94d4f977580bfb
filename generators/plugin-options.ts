import type { Tree } from '@nx/devkit';

export const PACKAGE = 'nx-workflow';
export const RECORDS = 'nx-workflow/records';

/** True if nx.json lists a plugin, as a string or with options. */
export function hasPlugin(plugins: readonly unknown[] | undefined, name = PACKAGE): boolean {
  return (plugins ?? []).some((entry) => nameOf(entry) === name);
}

/** The name of the target that runs a whole workflow, from the plugin's options in nx.json. */
export function workflowTargetName(tree: Tree): string {
  const { readNxJson } = require('@nx/devkit') as typeof import('@nx/devkit');
  for (const entry of readNxJson(tree)?.plugins ?? []) {
    if (typeof entry === 'string' || entry.plugin !== PACKAGE) continue;
    const name = (entry.options as { workflowTargetName?: unknown } | undefined)?.workflowTargetName;
    if (typeof name === 'string') return name;
  }
  return 'workflow';
}

function nameOf(entry: unknown): unknown {
  return typeof entry === 'string' ? entry : (entry as { plugin?: unknown } | null)?.plugin;
}
