import { join } from 'node:path';
import type { ProjectGraph, ProjectsConfigurations } from '@nx/devkit';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { CodegenOptions } from '../../engine/options';
import type { DeclaredInputs } from '../../engine/graph/declared-inputs';
import type { Settings } from '../../engine/settings';
import { declaredFor, type TargetContext } from '../../executors/codegen/target-context';
import { configuredOptions, settingsIn } from '../../executors/codegen/target-settings';
import { readRegularText } from '../../state/regular-file';
import { FindingsError, UsageError, type Invocation } from '../command';
import { readNxJson } from '../workspace';
import { taskEnvironment } from './environment';
import { codegenTargets, findTarget } from './named-target';
import { parseOverrides, type ExecutorSchema } from './overrides';

/** A codegen task as `nx run <id> -- <overrides>` would run it. Plain data, except `declared`. */
export interface TaskToRun {
  /** The id as given. */
  readonly id: string;
  /** Nx's id of the task, including the configuration, even the default one. */
  readonly taskId: string;
  readonly projectName: string;
  readonly targetName: string;
  readonly configurationName: string | undefined;
  /** The target's options merged with its configuration and the overrides. */
  readonly options: CodegenOptions;
  /** The complete environment that Nx gives to the task, including its `.env` files and Nx's variables. */
  readonly env: NodeJS.ProcessEnv;
  /** The context that the executor gets. */
  readonly context: TargetContext;
  readonly settings: Settings;
  /** The inputs that Nx hashes for the task. */
  readonly declared: DeclaredInputs | undefined;
}

/** The parts of an invocation that a task depends on. */
export type TaskInvocation = Pick<Invocation, 'workspaceRoot' | 'env' | 'passthroughArgs'>;

/**
 * The codegen task with an id, with exactly the options and the environment that `nx run` gives to its executor.
 * Throws a {@link UsageError} if there is no such codegen target, and a {@link FindingsError} if its options are invalid.
 */
export function taskToRun(graph: ProjectGraph, id: string, invocation: TaskInvocation): TaskToRun {
  const { workspaceRoot, passthroughArgs } = invocation;
  const named = findTarget(graph, id);
  if (!named.isCodegen) throw noCodegen(graph, id, named.config.executor);
  const { project: projectName, target: targetName, configuration: configurationName, config, taskId } = named;
  const env = taskEnvironment(workspaceRoot, graph, named, invocation.env);
  const schema = executorSchema();
  const options = {
    ...configuredOptions(config, configurationName),
    ...parseOverrides(passthroughArgs, schema),
    // Nx passes "nx run --verbose" to executors by this variable.
    ...(invocation.env['NX_VERBOSE_LOGGING'] === 'true' ? { verbose: true } : {}),
  } as CodegenOptions;
  const problems = checkOptions(options, schema, id);
  if (problems.length > 0) throw new FindingsError(problems);
  const context: TargetContext = {
    root: workspaceRoot,
    projectName,
    targetName,
    ...(configurationName === undefined ? {} : { configurationName }),
    projectGraph: graph,
    projectsConfigurations: projectsIn(graph),
    nxJsonConfiguration: readNxJson(workspaceRoot),
  };
  const settings = settingsIn(context, options, env);
  if (Array.isArray(settings)) throw new FindingsError(settings);
  const declared = declaredFor(context);
  return { id, taskId, projectName, targetName, configurationName, options, env, context, settings, declared };
}

function noCodegen(graph: ProjectGraph, id: string, executor = 'a command'): UsageError {
  const all = codegenTargets(graph);
  return new UsageError(
    `"${id}" is not a codegen target: it runs ${executor}`,
    all.length === 0 ? 'this workspace has no codegen target' : `codegen targets: ${all.join(', ')}`,
  );
}

function projectsIn({ nodes }: ProjectGraph): ProjectsConfigurations {
  return { version: 2, projects: Object.fromEntries(Object.entries(nodes).map(([name, { data }]) => [name, data])) };
}

/** The schema of the codegen executor. */
export function executorSchema(): ExecutorSchema {
  const path = join(__dirname, '..', '..', '..', 'executors', 'codegen', 'schema.json');
  return JSON.parse(readRegularText(path)) as ExecutorSchema;
}

function checkOptions(options: CodegenOptions, schema: ExecutorSchema, id: string): Diagnostic[] {
  const Ajv = (require('ajv') as typeof import('ajv')).default;
  const { $schema: _dialect, $id: _id, ...rest } = schema as unknown as Record<string, unknown>;
  const check = new Ajv({ strict: false, allErrors: true }).compile(rest);
  if (check(options)) return [];
  return (check.errors ?? []).map((error) => ({
    severity: 'error',
    code: 'options',
    message: `${id}: options${error.instancePath.replaceAll('/', '.')} ${error.message ?? ''}`,
  }));
}
