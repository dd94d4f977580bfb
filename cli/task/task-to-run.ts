import { join } from 'node:path';
import type { ProjectGraph, ProjectsConfigurations } from '@nx/devkit';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { CodegenOptions } from '../../engine/options';
import type { DeclaredInputs } from '../../engine/graph/declared-inputs';
import type { Settings } from '../../engine/settings';
import { declaredFor, type TargetContext } from '../../executors/codegen/target-context';
import { configuredOptions, settingsIn } from '../../executors/codegen/target-settings';
import { readRegularText } from '../../state/regular-file';
import { FoundError, UsageError, type Invocation } from '../command';
import { readNxJson } from '../workspace';
import { taskEnvironment } from './environment';
import { codegenTargets, findTarget } from './named-target';
import { parseOverrides, type ExecutorSchema } from './overrides';

/** A codegen task as `nx run <id> -- <overrides>` runs it. Plain data, but for `declared`. */
export interface TaskToRun {
  /** As it was named. */
  readonly id: string;
  /** As Nx calls the task: with its configuration, the default one included. */
  readonly taskId: string;
  readonly projectName: string;
  readonly targetName: string;
  readonly configurationName: string | undefined;
  /** Of the target, its configuration and the overrides. */
  readonly options: CodegenOptions;
  /** The whole environment that Nx gives the task, its `.env` files and Nx's own variables included. */
  readonly env: NodeJS.ProcessEnv;
  /** What the executor is told. */
  readonly context: TargetContext;
  readonly settings: Settings;
  /** What Nx hashes for the task. */
  readonly declared: DeclaredInputs | undefined;
}

/** What an invocation decides of a task: where it is, the environment of Nx, and the overrides. */
export type TaskInvocation = Pick<Invocation, 'workspaceRoot' | 'env' | 'passedOn'>;

/**
 * The codegen task that an id names, with exactly the options and the environment that `nx run` gives its executor.
 * Throws a {@link UsageError} where the id names none, and a {@link FoundError} where its options are wrong.
 */
export function taskToRun(graph: ProjectGraph, id: string, invocation: TaskInvocation): TaskToRun {
  const { workspaceRoot, passedOn } = invocation;
  const named = findTarget(graph, id);
  if (!named.isCodegen) throw noCodegen(graph, id, named.config.executor);
  const { project: projectName, target: targetName, configuration: configurationName, config, taskId } = named;
  const env = taskEnvironment(workspaceRoot, graph, named, invocation.env);
  const schema = executorSchema();
  const options = {
    ...configuredOptions(config, configurationName),
    ...parseOverrides(passedOn, schema),
    // "nx run --verbose" is for Nx; this is how its verbosity reaches an executor.
    ...(invocation.env['NX_VERBOSE_LOGGING'] === 'true' ? { verbose: true } : {}),
  } as CodegenOptions;
  const problems = checkOptions(options, schema, id);
  if (problems.length > 0) throw new FoundError(problems);
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
  if (Array.isArray(settings)) throw new FoundError(settings);
  const declared = declaredFor(context);
  return { id, taskId, projectName, targetName, configurationName, options, env, context, settings, declared };
}

function noCodegen(graph: ProjectGraph, id: string, executor = 'a command'): UsageError {
  const all = codegenTargets(graph);
  return new UsageError(
    `"${id}" is no codegen target, but runs ${executor}`,
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
