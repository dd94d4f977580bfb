import type { Diagnostic } from '../../diagnostics/diagnostic';
import { didYouMean } from '../../diagnostics/suggest';
import type { CodegenOptions } from '../../engine/options';
import { typescriptCompilersFor } from '../../engine/compile/compilers-for';
import type { TargetContext } from '../codegen/target-context';
import { configuredOptions, configurationOf, settingsIn } from '../codegen/target-settings';
import { resolvePath } from '../../engine/option-paths';
import type { TypecheckOptions } from './options';
import type { CheckedTarget } from '../../engine/typecheck/checked-target';

const CODEGEN_EXECUTOR = 'nx-workflow:codegen';

/** Finds the codegen target that the options name, in Nx's current configuration. */
export function checkedTarget(options: TypecheckOptions, context: TargetContext): CheckedTarget | Diagnostic[] {
  const { projectName = '', configurationName, projectsConfigurations } = context;
  const project = projectsConfigurations?.projects[projectName];
  const targets = project?.targets ?? {};
  const id = `${projectName}:${options.codegen}`;
  const target = targets[options.codegen];
  if (target?.executor !== CODEGEN_EXECUTOR) {
    const known = Object.keys(targets).filter((name) => targets[name]?.executor === CODEGEN_EXECUTOR);
    const message = target ? `"${id}" is no codegen target` : `there is no target "${id}" whose code could be checked`;
    return [{ severity: 'error', code: 'unknown-codegen', message, hint: didYouMean(options.codegen, known) }];
  }
  const codegen = configuredOptions(target, configurationOf(target, configurationName)) as CodegenOptions;
  const about = {
    workspaceRoot: context.root,
    projectRoot: project?.root ?? '.',
    projectName,
    env: process.env,
  };
  const settings = settingsIn(context, codegen, process.env);
  if (Array.isArray(settings)) return settings;
  const tsconfig = options.tsconfig === undefined ? undefined : resolvePath(options.tsconfig, about);
  if (options.tsconfig !== undefined && tsconfig === undefined) {
    const message = `tsconfig "${options.tsconfig}" leads out of the workspace`;
    return [{ severity: 'error', code: 'path-outside-workspace', message }];
  }
  const asks = (codegen.compile ?? []).map((one) => one.compiler === 'typescript' && one.typecheck !== false);
  return {
    id,
    settings,
    tsconfig,
    isChecked: (path) => typescriptCompilersFor(settings, path).some((index) => asks[index]),
  };
}
