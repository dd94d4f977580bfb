import type { ProjectGraph, TargetConfiguration } from '@nx/devkit';
import { didYouMean } from '../../diagnostics/suggest';
import { configurationOf } from '../../executors/codegen/target-settings';
import { CHECK_EXECUTOR, CODEGEN_EXECUTOR } from '../../plugin/workflow';
import { UsageError } from '../command';
import { splitTaskId } from './split-id';

export { CODEGEN_EXECUTOR };

/** A target that is an argument of a command, with any executor. */
export interface NamedTarget {
  readonly project: string;
  readonly target: string;
  /** The project's folder relative to the workspace root. */
  readonly root: string;
  /** The configuration that Nx uses: the given one, or the target's `defaultConfiguration`. */
  readonly configuration: string | undefined;
  /** Nx's id of the task, including the configuration. */
  readonly taskId: string;
  readonly config: TargetConfiguration;
  readonly isCodegen: boolean;
}

/** The target of an id `project:target[:configuration]`. Throws a UsageError if there is none. */
export function findTarget(graph: ProjectGraph, id: string): NamedTarget {
  const { project, target = '', configuration: named } = splitTaskId(id, graph.nodes);
  const node = Object.hasOwn(graph.nodes, project) ? graph.nodes[project] : undefined;
  if (!node) throw new UsageError(`there is no project "${project}"`, didYouMean(project, Object.keys(graph.nodes)));
  const targets = node.data.targets ?? {};
  const config = Object.hasOwn(targets, target) ? targets[target] : undefined;
  if (!config) {
    throw new UsageError(
      `the project "${project}" has no target "${target}"`,
      didYouMean(target, Object.keys(targets)),
    );
  }
  if (named !== undefined && !Object.hasOwn(config.configurations ?? {}, named)) {
    const hint = didYouMean(named, Object.keys(config.configurations ?? {}));
    throw new UsageError(`"${project}:${target}" has no configuration "${named}"`, hint);
  }
  const configuration = configurationOf(config, named);
  return {
    project,
    target,
    root: node.data.root,
    configuration,
    taskId: [project, target, configuration].filter((part) => part !== undefined).join(':'),
    config,
    isCodegen: config.executor === CODEGEN_EXECUTOR,
  };
}

/** The ids (`project:target`) of all codegen targets, sorted. */
export function codegenTargets(graph: ProjectGraph): string[] {
  return idsOf(graph, (name, { executor }) => (executor === CODEGEN_EXECUTOR ? name : undefined));
}

/** The ids of codegen targets with committed code, which have a check target. */
export function committedTargets(graph: ProjectGraph): string[] {
  return idsOf(graph, (_name, { executor, options }) => {
    const { codegen } = (options ?? {}) as { codegen?: unknown };
    return executor === CHECK_EXECUTOR && typeof codegen === 'string' ? codegen : undefined;
  });
}

function idsOf(
  { nodes }: ProjectGraph,
  pick: (name: string, target: TargetConfiguration) => string | undefined,
): string[] {
  return Object.entries(nodes)
    .flatMap(([project, { data }]) =>
      Object.entries(data.targets ?? {}).flatMap(([name, target]) => {
        const picked = pick(name, target);
        return picked === undefined ? [] : [`${project}:${picked}`];
      }),
    )
    .sort();
}
