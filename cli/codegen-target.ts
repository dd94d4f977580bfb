import { join } from 'node:path';
import type { ProjectGraph, TargetConfiguration } from '@nx/devkit';
import { didYouMean } from '../diagnostics/suggest';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { CodegenOptions } from '../engine/options';
import { resolveSettings, type Settings } from '../engine/settings';
import { readRegularText } from '../state/regular-file';
import { FoundError, UsageError, type Invocation } from './command';

const EXECUTOR = 'nx-workflow:codegen';

/** The ids (`project:target`) of all codegen targets, sorted. */
export function codegenTargets(graph: ProjectGraph): string[] {
  return Object.entries(graph.nodes)
    .flatMap(([project, { data }]) =>
      Object.entries(data.targets ?? {}).flatMap(([name, target]) =>
        target.executor === EXECUTOR ? [`${project}:${name}`] : [],
      ),
    )
    .sort();
}

/** A target that a command names, of whatever executor. */
export interface NamedTarget {
  readonly project: string;
  readonly root: string;
  readonly configuration: string | undefined;
  readonly config: TargetConfiguration;
  readonly isCodegen: boolean;
}

/** The target of an id `project:target[:configuration]`; a wrong use of the command where there is none. */
export function findTarget(graph: ProjectGraph, id: string): NamedTarget {
  const [project = '', target = '', configuration] = id.split(':');
  const node = graph.nodes[project];
  if (!node) throw new UsageError(`there is no project "${project}"`, didYouMean(project, Object.keys(graph.nodes)));
  const config = node.data.targets?.[target];
  if (!config) {
    const hint = didYouMean(target, Object.keys(node.data.targets ?? {}));
    throw new UsageError(`the project "${project}" has no target "${target}"`, hint);
  }
  if (configuration !== undefined && !config.configurations?.[configuration]) {
    const hint = didYouMean(configuration, Object.keys(config.configurations ?? {}));
    throw new UsageError(`"${project}:${target}" has no configuration "${configuration}"`, hint);
  }
  return { project, root: node.data.root, configuration, config, isCodegen: config.executor === EXECUTOR };
}

/** The settings of the codegen target that a command names, checked as Nx would check them. */
export function settingsOf(graph: ProjectGraph, id: string, { workspaceRoot, env }: Invocation): Settings {
  const { config, project, root, configuration } = findTarget(graph, id);
  if (config.executor !== EXECUTOR) {
    const all = codegenTargets(graph);
    throw new UsageError(
      `"${id}" is no codegen target, but runs ${config.executor ?? 'a command'}`,
      all.length === 0 ? 'this workspace has no codegen target' : `codegen targets: ${all.join(', ')}`,
    );
  }
  const chosen: object = configuration === undefined ? {} : (config.configurations?.[configuration] as object);
  const options = { ...(config.options as object), ...chosen } as CodegenOptions;
  const problems = checkOptions(options, id);
  if (problems.length > 0) throw new FoundError(problems);
  const settings = resolveSettings(options, {
    workspaceRoot,
    projectRoot: root,
    projectName: project,
    env,
  });
  if (Array.isArray(settings)) throw new FoundError(settings);
  return settings;
}

function checkOptions(options: CodegenOptions, id: string): Diagnostic[] {
  const Ajv = (require('ajv') as typeof import('ajv')).default;
  const path = join(__dirname, '..', '..', 'executors', 'codegen', 'schema.json');
  const { $schema: _dialect, $id: _id, ...schema } = JSON.parse(readRegularText(path)) as Record<string, unknown>;
  const check = new Ajv({ strict: false, allErrors: true }).compile(schema);
  if (check(options)) return [];
  return (check.errors ?? []).map((error) => ({
    severity: 'error',
    code: 'options',
    message: `${id}: options${error.instancePath.replaceAll('/', '.')} ${error.message ?? ''}`,
  }));
}
