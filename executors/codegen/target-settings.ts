import type { TargetConfiguration } from '@nx/devkit';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { CodegenOptions } from '../../engine/options';
import { resolveSettings, type Settings } from '../../engine/settings';
import type { TargetContext } from './target-context';

/**
 * The configuration in which Nx runs a target: the requested one if the target has it, else its `defaultConfiguration`.
 * Nx applies the same rule to dependencies.
 */
export function configurationOf(target: TargetConfiguration, requested: string | undefined): string | undefined {
  const wanted = requested ?? target.defaultConfiguration;
  const isKnown = wanted !== undefined && Object.hasOwn(target.configurations ?? {}, wanted);
  const configuration = isKnown ? wanted : target.defaultConfiguration;
  return configuration === '' ? undefined : configuration;
}

/** A target's options in one configuration, as Nx passes them to the executor. */
export function configuredOptions(target: TargetConfiguration, configuration: string | undefined): object {
  const own = configuration === undefined ? undefined : (target.configurations?.[configuration] as object | undefined);
  return { ...(target.options as object), ...own };
}

/** The settings of a codegen target. Executors and command line both use this, so that they agree. */
export function settingsIn(
  context: TargetContext,
  options: CodegenOptions,
  env: NodeJS.ProcessEnv,
): Settings | Diagnostic[] {
  const { root: workspaceRoot, projectName = '', projectsConfigurations } = context;
  const projectRoot = projectsConfigurations?.projects[projectName]?.root ?? '.';
  return resolveSettings(options, { workspaceRoot, projectRoot, projectName, env });
}
