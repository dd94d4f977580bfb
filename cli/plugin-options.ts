import type { NxJsonConfiguration } from '@nx/devkit';
import type { InferenceOptions } from '../plugin/infer';

/** The options that nx.json gives the plugin, by whatever path it is loaded. */
export function pluginOptions(plugins: NxJsonConfiguration['plugins']): InferenceOptions {
  for (const plugin of plugins ?? []) {
    const { plugin: name, options } = (typeof plugin === 'object' ? plugin : {}) as {
      plugin?: string;
      options?: object;
    };
    if (name === 'nx-workflow' || (name ?? '').endsWith("dist/plugin/index.js")) return options ?? {};
  }
  return {};
}
