import type { NxJsonConfiguration } from '@nx/devkit';
import { readPluginOptions, type ReadOptions } from '../plugin/plugin-options';

/** The plugin's options in nx.json, whatever path the plugin is loaded by. */
export function pluginOptions(workspaceRoot: string, { plugins = [] }: NxJsonConfiguration): ReadOptions {
  for (const plugin of plugins) {
    if (typeof plugin !== 'object') continue;
    const { plugin: name, options } = plugin;
    if (name === 'nx-workflow' || name.endsWith('dist/plugin/index.js'))
      return readPluginOptions(options, workspaceRoot);
  }
  return { options: {}, diagnostics: [] };
}
